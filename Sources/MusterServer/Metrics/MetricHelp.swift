/// What each of Muster's own metrics says.
enum MetricHelp {
    static let texts = [
        "muster_http_request_duration_seconds": "Time to answer a request, by route template, method and status.",
        "muster_http_requests_in_progress": "Requests being answered now.",
        "muster_log_committed_entries": "Entries that are durable.",
        "muster_log_published_entries": "Entries under the newest signed checkpoint.",
        "muster_log_publication_lag_entries": "Durable entries that no signed checkpoint covers yet.",
        "muster_catalog_lag_entries": "Durable entries that the catalog does not hold yet.",
        "muster_directory_lag_entries": "Durable entries that the SCIM directory has not applied yet.",
        "muster_scrub_passes_total": "Times that all full published bundles were read again.",
        "muster_scrub_bundles_total": "Published bundles read again from the disk.",
        "muster_scrub_faults": "Bundles found damaged by the newest pass.",
        "muster_events_total": "Records sent to POST /v1/events, by result.",
        "muster_refusals_total": "Requests refused before they reached a door, by reason.",
        "muster_server_start_time_seconds": "When the process started, in seconds since 1970.",
        "muster_tls_certificate_reloads_total": "Certificate files read again, by result.",
    ]
}
