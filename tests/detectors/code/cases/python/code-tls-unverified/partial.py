from functools import partial

import requests

fetch = partial(requests.get, verify=False)  # expect: code-tls-unverified
fetch_well = partial(requests.get, timeout=5)  # ok: code-tls-unverified
