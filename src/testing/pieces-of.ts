/** All pieces, read in a loop. */
export async function piecesOf(pieces: AsyncIterable<string>): Promise<string[]> {
  const given: string[] = []
  for await (const piece of pieces) given.push(piece)
  return given
}
