/** A response that says what went wrong, as JSON; unless these headers say otherwise, no cache keeps it. */
export function errorResponse(
  status: number,
  message: string,
  headers: Headers = new Headers({ 'cache-control': 'no-store' }),
): Response {
  headers.set('content-type', 'application/json')
  return new Response(JSON.stringify({ error: { message } }), { status, headers })
}
