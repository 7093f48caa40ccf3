// npm run proof:durable -- --runs 1000 --seed 1
import { runProof } from './run-proof.mjs'

await runProof('durable-main', 'durable-server')
