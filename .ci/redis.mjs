// Prints the path of a redis-server that starts here, and installs one if there is none.
// REDIS_SERVER overrides the choice.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

const named = process.env.REDIS_SERVER
const server = starts(named || 'redis-server') || (!named && install() && starts('redis-server'))
if (server) console.log(server)
else {
  console.error(
    named
      ? `The server that REDIS_SERVER names, ${named}, does not start. Name another, or none to have one found.`
      : 'No Redis starts here and none could be installed. Install redis-server, or name its path in REDIS_SERVER.',
  )
  process.exit(1)
}

function starts(command) {
  return spawnSync(command, ['--version']).status === 0 && command
}

function install() {
  if (process.getuid?.() !== 0 || !/^ID=debian$/m.test(osRelease())) return false
  // Fail soon without a network.
  const impatient = ['-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=10']
  return (
    run('apt-get', 'update', '-q', ...impatient) &&
    run('apt-get', 'install', '-y', '-q', '--no-install-recommends', ...impatient, 'redis-server')
  )
}

function osRelease() {
  return existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
}

/** Whether the command succeeds; its output goes to stderr, since stdout is for the path. */
function run(command, ...args) {
  console.error(`Installing a Redis: ${command} ${args.join(' ')}`)
  // This runlevel keeps the package from starting a service.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  return spawnSync(command, args, { stdio: ['ignore', 2, 2], env }).status === 0
}
