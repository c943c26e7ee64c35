//! The stored object in the shapes AWS shows.

/// The members that GetObject and HeadObject answer with alike.
macro_rules! show_object {
    ($output:expr, $input:expr, $found:expr) => {{
        let found = &$found;
        let object = &found.object;
        let headers = &object.headers;
        $output.accept_ranges = Some("bytes".to_owned());
        $output.last_modified = Some(object.modified);
        $output.e_tag = Some(object.quoted_etag());
        $output.content_length =
            Some((found.selection.range.end - found.selection.range.start) as i64);
        $output.content_range = found.selection.content_range.clone();
        $output.parts_count = found.selection.parts_count;
        $crate::encryption::show_encryption!($output, &object.encryption);
        if object.encryption.is_none() {
            $output.server_side_encryption = Some("AES256".to_owned());
        }
        $output.storage_class = $crate::storage_class::header(object.storage.class);
        $output.expiration = found.expiration.clone();
        $output.replication_status = object
            .replication
            .as_ref()
            .map(|replication| replication.shown().to_owned());
        $output.restore = object.storage.restore_header(found.now);
        $output.version_id = object.answered_version(&found.bucket);
        if let Some(retention) = object.lock.retention {
            $output.object_lock_mode = Some($crate::object::lock_name(retention.mode).to_owned());
            $output.object_lock_retain_until_date = Some(retention.until);
        }
        $output.object_lock_legal_hold_status = object
            .lock
            .legal_hold
            .map(|on| $crate::object::hold_name(on).to_owned());
        $output.website_redirect_location = object.redirect.clone();
        $output.metadata = Some(object.metadata.clone());
        $output.tag_count = (!object.tags.is_empty()).then_some(object.tags.len() as i64);
        let or = |asked: &Option<String>, stored: &Option<String>| {
            asked.clone().or_else(|| stored.clone())
        };
        $output.cache_control = or(&$input.response_cache_control, &headers.cache_control);
        $output.content_disposition = or(
            &$input.response_content_disposition,
            &headers.content_disposition,
        );
        $output.content_encoding = or(&$input.response_content_encoding, &headers.content_encoding);
        $output.content_language = or(&$input.response_content_language, &headers.content_language);
        $output.content_type = or(&$input.response_content_type, &headers.content_type);
        $output.expires = $input.response_expires.or(headers.expires);
        if let Some((algorithm, kind, value)) = found.checksum.clone() {
            $crate::body::show_checksum!($output, algorithm, value);
            $output.checksum_type = Some(kind.name().to_owned());
        }
    }};
}

pub(crate) use show_object;
