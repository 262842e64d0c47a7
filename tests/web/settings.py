"""The settings under test: those of the application, with passwords that are quick to check and a folder that goes away.

DATABASE_URL names a PostgreSQL server to run the same tests on.
"""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("KAOHE_SECRET", "a key of tests alone")
os.environ["KAOHE_HOME"] = str(Path(tempfile.gettempdir()) / "kaohe-tests")
os.environ["KAOHE_HOSTS"] = "testserver,localhost,127.0.0.1"

from kaohe.web.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
AXES_ENABLED = True
WHITENOISE_USE_FINDERS = True
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
