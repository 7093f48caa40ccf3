import {
  FinishReason,
  Language,
  Outcome,
  ToolType,
  UrlRetrievalStatus,
  type Candidate,
  type GenerateContentResponse,
  type GenerateContentResponseUsageMetadata,
  type GroundingChunk,
  type Part,
} from '@google/genai'
import { listOf, oneIn, randomInput, randomPieces, randomText } from './random-answers.ts'
import type { Random } from './random.ts'

export type GeminiChunk = Partial<Pick<GenerateContentResponse, Told>>

type Told = 'candidates' | 'promptFeedback' | 'usageMetadata' | 'modelVersion' | 'responseId'

/** Fields of a part that accompany another, occur only in questions, or belong to other APIs. */
type Beside =
  | 'thought'
  | 'thoughtSignature'
  | 'functionResponse'
  | 'audioTranscription'
  | 'mediaProcessing'
  | 'mediaResolution'
  | 'partMetadata'
  | 'speechMetadata'
  | 'videoMetadata'

/**
 * The chunks of an answer with parts of every kind that Google's package knows. Inputs come whole,
 * since the package does not join pieces.
 */
export function randomGeminiStream(random: Random): readonly GeminiChunk[] {
  const parts = randomParts(random)
  const head = { modelVersion: 'm-1', responseId: 'r1' }
  const chunks: GeminiChunk[] = []
  while (parts.length > 0) {
    const candidate: Candidate = {
      content: { role: 'model', parts: parts.splice(0, 1 + random.below(3)) },
      ...(oneIn(random, 2) && { index: 0 }),
      ...random.pick(BESIDE)(random),
    }
    const others = oneIn(random, 8) ? [{ index: 1, content: { parts: [{ text: 'Or not' }] } }] : []
    chunks.push({ candidates: [candidate, ...others], usageMetadata: countsOf(random), ...head })
  }
  if (chunks.length === 0) {
    return [{ promptFeedback: {}, usageMetadata: countsOf(random), ...head }]
  }
  const finishReason = random.pick(Object.values(FinishReason))
  const last = chunks.at(-1)!.candidates![0]!
  if (oneIn(random, 2)) last.finishReason = finishReason
  else {
    const candidates = [{ ...random.pick([{}, { content: {} }]), finishReason }]
    chunks.push({ candidates, usageMetadata: countsOf(random), ...head })
  }
  return chunks
}

function randomParts(random: Random): Part[] {
  const parts: Part[] = []
  for (let count = random.below(8); count > 0; count--) {
    const kind = random.pick(['text', 'functionCall', ...Object.keys(PARTS)])
    parts.push(...PARTS[kind as keyof typeof PARTS](random, `g${parts.length}`))
  }
  return parts
}

const PARTS: {
  readonly [Field in Exclude<keyof Part, Beside>]: (random: Random, id: string) => Part[]
} = {
  text: random => {
    const kind = oneIn(random, 3) ? { thought: true } : {}
    return randomPieces(random, randomText(random)).map(text => ({
      text,
      ...kind,
      ...signature(random),
    }))
  },
  functionCall: (random, id) => [
    {
      functionCall: {
        name: random.pick(['getWeather', 'getTide']),
        ...(oneIn(random, 2) && { id }),
        ...(!oneIn(random, 4) && { args: randomInput(random) }),
      },
      ...signature(random),
    },
  ],
  inlineData: random => [
    {
      inlineData: { mimeType: 'image/png', data: `iVBORw0K${random.below(9)}` },
      ...signature(random),
    },
  ],
  fileData: () => [{ fileData: { mimeType: 'video/mp4', fileUri: 'gs://films/fjord.mp4' } }],
  executableCode: random => [
    { executableCode: { language: Language.PYTHON, code: randomText(random) } },
  ],
  codeExecutionResult: random => [
    { executableCode: { language: Language.PYTHON, code: randomText(random) } },
    { codeExecutionResult: { outcome: Outcome.OUTCOME_OK, output: randomText(random) } },
  ],
  toolCall: (random, id) => [
    { toolCall: { id, toolType: ToolType.GOOGLE_MAPS, args: randomInput(random) } },
  ],
  toolResponse: (random, id) => [
    { toolCall: { id, toolType: ToolType.URL_CONTEXT, args: randomInput(random) } },
    { toolResponse: { id, toolType: ToolType.URL_CONTEXT, response: randomInput(random) } },
  ],
}

function signature(random: Random): { readonly thoughtSignature?: string } {
  return oneIn(random, 5) ? { thoughtSignature: 'EqAB' } : {}
}

/** What a candidate has besides its content; most have nothing. */
const BESIDE: readonly ((random: Random) => Candidate)[] = [
  ...Array.from({ length: 4 }, () => (): Candidate => ({})),
  random => ({ groundingMetadata: { groundingChunks: listOf(random, 0, 3, () => chunk(random)) } }),
  // The package names these differently.
  random => ({ citationMetadata: { citationSources: [{ uri: randomUrl(random) }] } as object }),
  random => ({
    urlContextMetadata: {
      urlMetadata: Object.values(UrlRetrievalStatus).map(urlRetrievalStatus => ({
        retrievedUrl: randomUrl(random),
        urlRetrievalStatus,
      })),
    },
  }),
]

function chunk(random: Random): GroundingChunk {
  const [uri, title] = [randomUrl(random), randomText(random)]
  return random.pick([
    { web: { uri, title, domain: 'example.org' } },
    { image: { sourceUri: uri, imageUri: 'https://example.org/a.png', title } },
    { maps: { uri, title, placeId: 'p1' } },
    { retrievedContext: { uri, title, text: 'It is cold.' } },
  ])
}

function countsOf(random: Random): GenerateContentResponseUsageMetadata {
  return {
    promptTokenCount: random.below(100),
    candidatesTokenCount: random.below(100),
    totalTokenCount: random.below(1000),
    ...(oneIn(random, 2) && { thoughtsTokenCount: random.below(100) }),
    ...(oneIn(random, 4) && { cachedContentTokenCount: random.below(100) }),
    ...(oneIn(random, 4) && { toolUsePromptTokenCount: random.below(100) }),
  }
}

function randomUrl(random: Random): string {
  return `https://example.org/${random.below(4)}`
}
