# One image for web, worker, beat and the one-shot preparation; docker-compose.yml says which runs what.
FROM python:3.11-slim-bookworm

RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-hanazono \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1
WORKDIR /srv/portal

COPY requirements.txt ./
RUN pip install --disable-pip-version-check --requirement requirements.txt

RUN useradd --system --uid 1000 --home-dir /srv/portal portal \
    && install --directory --owner=portal --group=portal /data
COPY . .
RUN EMBEDDED=true DATA_DIR=/tmp/build python manage.py compile_catalogues && rm -rf /tmp/build

USER portal
VOLUME /data
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "disclosure_portal.wsgi"]
