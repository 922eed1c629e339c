import { exec } from 'child_process';

export async function GET(request, { params }) {
  exec('ls ' + params.name); // expect: code-command-injection
  exec('ls ' + request.nextUrl.searchParams.get('folder')); // expect: code-command-injection
}

export const POST = async (request) => {
  const { folder } = await request.json();
  exec(`du ${folder}`); // expect: code-command-injection
};

export async function helper(request, folder) {
  exec(`du ${folder}`); // ok: code-command-injection
}
