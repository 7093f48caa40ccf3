/** Concatenates byte arrays. */
export function joined(records: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(records.reduce((length, record) => length + record.length, 0))
  let end = 0
  for (const record of records) {
    bytes.set(record, end)
    end += record.length
  }
  return bytes
}
