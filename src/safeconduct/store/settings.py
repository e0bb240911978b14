"""Django's settings for the store alone, from the environment, which is read here once and nowhere else."""

from __future__ import annotations

from safeconduct.store.configuration import data_folder, settings_for
from safeconduct.store.opening import database_url

_made = settings_for(database_url(f"sqlite:///{data_folder() / 'operation.sqlite3'}"))

DATABASES = _made["DATABASES"]
INSTALLED_APPS = _made["INSTALLED_APPS"]
DEFAULT_AUTO_FIELD = _made["DEFAULT_AUTO_FIELD"]
USE_TZ = _made["USE_TZ"]
TIME_ZONE = _made["TIME_ZONE"]
LOGGING_CONFIG = _made["LOGGING_CONFIG"]
SAFECONDUCT_RECORD = _made["SAFECONDUCT_RECORD"]
SAFECONDUCT_KEYS = _made["SAFECONDUCT_KEYS"]
