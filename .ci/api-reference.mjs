import { resolve } from 'node:path'
import { Application, ReflectionKind } from 'typedoc'
import manifest from '../package.json' with { type: 'json' }

/** What has to have a doc comment of its own: an export, and what a caller reads or writes on one. */
const EXPORTS =
  ReflectionKind.Variable |
  ReflectionKind.Function |
  ReflectionKind.Class |
  ReflectionKind.Interface |
  ReflectionKind.TypeAlias

/**
 * Writes a page for each door of the package, made of its doc comments, into a folder. Says on the way
 * which exports have none, and which types can be reached but not imported.
 */
export async function writeApiReference(out) {
  const doors = doorsOf(manifest)
  const app = await Application.bootstrapWithPlugins({
    entryPoints: doors.map(({ source }) => source),
    tsconfig: resolve('tsconfig.json'),
    plugin: ['typedoc-plugin-markdown'],
    name: manifest.name,
    readme: 'none',
    logLevel: 'Error',
    // The step before has checked the types.
    skipErrorChecking: true,
    excludeExternals: true,
    excludeInternal: true,
    disableSources: true,
    hideGenerator: true,
    outputs: [{ name: 'markdown', path: out }],
    outputFileStrategy: 'modules',
    hidePageHeader: true,
    hideBreadcrumbs: true,
    // The plugin numbers equal names, such as a function's and its type's, in an order of its own.
    useHTMLAnchors: true,
    anchorPrefix: 'api-',
    useCodeBlocks: true,
    expandObjects: true,
    groupOrder: ['Functions', 'Variables', 'Classes', 'Interfaces', 'Type Aliases'],
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    classPropertiesFormat: 'table',
    tableColumnSettings: { hideModifiers: true, hideInherited: true, hideOverrides: true },
    typeDeclarationFormat: 'table',
    formatWithPrettier: false,
    entryFileName: 'index',
  })
  const project = await app.convert()
  if (!project) throw new Error('TypeDoc cannot read the sources. Mend what it reports.')
  for (const door of project.children) {
    const { specifier } = doors.find(({ source }) => isSourceOf(source, door.name))
    door.name = specifier
  }
  const undocumented = project
    .getReflectionsByKind(EXPORTS)
    .filter(one => one.parent.kindOf(ReflectionKind.Module) && !hasComment(one))
    .map(one => one.getFullName())
  await app.generateOutputs(project)
  return undocumented
}

/** The doors that have declarations, each with its source; a door that repeats another is one. */
function doorsOf({ name, exports }) {
  return Object.entries(exports)
    .filter(([path, target]) => typeof target !== 'string' && !path.endsWith('.js'))
    .map(([path, { types }]) => ({
      specifier: path.replace('.', name),
      source: resolve(types.replace('./dist/', 'src/').replace('.d.ts', '.ts')),
    }))
}

function isSourceOf(source, moduleName) {
  return new RegExp(`src/${moduleName}(/index)?\\.ts$`).test(source.replaceAll('\\', '/'))
}

function hasComment(reflection) {
  return Boolean(
    reflection.hasComment() ||
    reflection.signatures?.some(signature => signature.hasComment()) ||
    reflection.type?.declaration?.signatures?.some(signature => signature.hasComment()),
  )
}
