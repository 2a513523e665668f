"""Use cases in short steps; the only place that commits; knows no HTTP and no Celery."""
