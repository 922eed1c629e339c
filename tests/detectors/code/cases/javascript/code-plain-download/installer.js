const file = 'http://downloads.vendor.test/tools/setup.exe'; // expect: code-plain-download
const archive = { address: 'http://downloads.vendor.test/tools-1.0.tar.gz' }; // expect: code-plain-download
const safe = 'https://downloads.vendor.test/tools/setup.exe'; // ok: code-plain-download
const page = 'http://downloads.vendor.test/tools/index.html'; // ok: code-plain-download
const own = 'http://localhost:8080/tools.zip'; // ok: code-plain-download
const tools = {
  name: 'tools',
  address: 'http://downloads.vendor.test/tools/other.msi', // expect: code-plain-download
};

function install(get) {
  get('http://downloads.vendor.test/libs.zip'); // expect: code-plain-download
  get(file, archive, safe, page, own, tools);
}

module.exports = { install };
