// npm run proof:load
import { runProof } from './run-proof.mjs'

await runProof('load/load-main', 'load/load-server')
