/** A response with the message as JSON, not to be cached unless other headers are given. */
export function errorResponse(
  status: number,
  message: string,
  headers: Headers = new Headers({ 'cache-control': 'no-store' }),
): Response {
  headers.set('content-type', 'application/json')
  return new Response(JSON.stringify({ error: { message } }), { status, headers })
}
