"""The tables that only grow."""

APPEND_ONLY = [
    "core_logentry",
    "catalog_calendarchangeevent",
    "catalog_consultationevent",
    "catalog_consultationopinionevent",
    "catalog_disclosureevent",
    "catalog_duechange",
    "catalog_finding",
    "catalog_overruling",
    "catalog_secrecyreview",
    "catalog_proposedtext",
    "catalog_version",
    "requests_app_applicationevent",
    "requests_app_clockentry",
    "review_verdict",
    "review_opinionevent",
    "supervision_complaintclockentry",
    "supervision_complaintevent",
    "supervision_correctionorderevent",
    "supervision_orderclockentry",
    "archive_archivefile",
]
