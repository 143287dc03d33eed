"""The application that uvicorn serves."""

import os
import warnings

from django.core.asgi import get_asgi_application

from parvis.config.body import bounded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")
# Small files from disk are read at once, by design: https://github.com/evansd/whitenoise/issues/251
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
application = bounded(get_asgi_application())
