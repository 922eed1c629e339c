"""A backup started from the browser."""

import re
import subprocess
from subprocess import PIPE, Popen

from django.http import HttpResponse
from django.views.decorators.http import require_POST


@require_POST
def backup(request):
    name = request.POST.get("name", "all")
    command = "tar czf /backup/%s.tgz /data" % name
    process = Popen(command, stdout=PIPE, shell=True)  # expect: code-command-injection
    process.wait()
    subprocess.check_output("tar czf /backup/all.tgz /data", shell=True)  # ok: code-command-injection
    if re.fullmatch(r"[a-z0-9_]+", name):
        subprocess.check_output(f"tar czf /backup/{name}.tgz /data", shell=True)  # ok: code-command-injection
    if re.match(r"[a-z0-9_]+", name):
        subprocess.check_output(f"tar czf /backup/{name}.tgz /data", shell=True)  # expect: code-command-injection
    return HttpResponse("done")
