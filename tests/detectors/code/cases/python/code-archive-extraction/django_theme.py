import shutil
import tarfile

from django.http import HttpResponse


def theme(request):
    upload = request.FILES["theme"]
    shutil.unpack_archive(upload.temporary_file_path(), "themes")  # expect: code-archive-extraction
    shutil.unpack_archive("/srv/theme.tar", "themes")  # ok: code-archive-extraction
    with tarfile.open(fileobj=upload.file, mode="r:gz") as archive:
        members = [member for member in archive.getmembers() if member.isfile()]
        archive.extractall("themes", members)  # expect: code-archive-extraction
    return HttpResponse("ok")
