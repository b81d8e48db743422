/**
 * The text of an answer, up to a little more than `mostBytes`; what comes after is not fetched. A reader that counts sees that it was cut.
 * @param stream null = an empty body
 */
export async function bodyUpTo(stream: ReadableStream<Uint8Array> | null, mostBytes: number): Promise<string> {
  const reader = stream?.getReader();
  const decoder = new TextDecoder();
  const parts: string[] = [];
  for (let bytes = 0; reader && bytes <= mostBytes;) {
    const { done, value } = await reader.read();
    if (done) {
      return parts.join('') + decoder.decode();
    }
    bytes += value.byteLength;
    parts.push(decoder.decode(value, { stream: true }));
  }
  await reader?.cancel();
  return parts.join('');
}
