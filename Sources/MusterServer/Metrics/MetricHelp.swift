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
        "muster_readings_recorded_total": "Entries that say who read what.",
        "muster_readings_unrecorded_total": "Acts of reading that could not be recorded.",
        "muster_refusals_total": "Requests refused before they reached a door, by reason.",
        "muster_gateway_reads_total": "Requests that change nothing, passed on by a gateway.",
        "muster_gateway_writes_total": "Writes that came to a gateway.",
        "muster_gateway_unrecorded_total": "Writes refused because attempt or outcome could not be recorded.",
        "muster_gateway_upstream_failures_total": "Requests that the service behind a gateway did not answer.",
        "muster_gateway_doubtful_total":
            "Resources found changed, perhaps by a write that passed and whose effect was not seen.",
        "muster_gateway_drifts_total": "Resources found changed by something other than the gateway.",
        "muster_gateway_differing_total": "Writes of which the service did something else than it said.",
        "muster_gateway_unasked_total": "Writes with which something changed that they did not ask for.",
        "muster_gateway_unknown_total": "Writes of which it could not be seen what they changed.",
        "muster_gateway_reconciled_total": "Open attempts closed from the state of the service.",
        "muster_gateway_own_seconds":
            "Time that a write took beside waiting for the service, and for other writes to the same resource.",
        "muster_gateway_open_attempts": "Attempts whose outcome is not on record.",
        "muster_server_start_time_seconds": "When the process started, in seconds since 1970.",
        "muster_tls_certificate_reloads_total": "Certificate files read again, by result.",
    ]
}
