export async function POST(request) {
  const body = await request.json();
  const headers = { "content-type": "text/html" };
  return new Response("<b>" + body.name + "</b>", { headers }); // expect: code-cross-site-scripting
}

export async function GET(request) {
  const { searchParams } = new URL(request.url);
  return new Response("<b>" + searchParams.get("name") + "</b>"); // ok: code-cross-site-scripting
}
