import { resolve } from 'node:path'
import { Application, ReflectionKind } from 'typedoc'
import manifest from '../package.json' with { type: 'json' }

/** What must have a doc comment: every kind of export. */
const EXPORTS =
  ReflectionKind.Variable |
  ReflectionKind.Function |
  ReflectionKind.Class |
  ReflectionKind.Interface |
  ReflectionKind.TypeAlias

/**
 * Writes a page for each entry point of the package into a folder, made of its doc comments.
 * Returns the exports that have none.
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
    // `tsc` has checked the types already.
    skipErrorChecking: true,
    excludeExternals: true,
    excludeInternal: true,
    disableSources: true,
    hideGenerator: true,
    outputs: [{ name: 'markdown', path: out }],
    outputFileStrategy: 'modules',
    hidePageHeader: true,
    hideBreadcrumbs: true,
    // The plugin's own numbering of equal names, such as a function's and its type's, is
    // unpredictable.
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

/**
 * The entry points that have declarations, each with its source, without aliases ending in `.js`.
 */
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
