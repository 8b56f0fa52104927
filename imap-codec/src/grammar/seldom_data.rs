//! Data that few servers send. Apart from the rest, so that this is found no later.

use alloc::boxed::Box;

use imap_types::response::{Data, DataName};

use crate::context::{Context, Parsed};
use crate::encoder::Encoder;
use crate::grammar::acl::{
    acl_data, listrights_data, myrights_data, write_acl_data, write_listrights_data, write_myrights_data,
};
use crate::grammar::annotatemore::{annotation, write_annotation};
use crate::grammar::convert::{conversion_data, write_conversion_data};
use crate::grammar::jmap::{resp_jmapaccess, write_resp_jmapaccess};
use crate::grammar::language::{comparator_data, language_data, write_comparator_data, write_language_data};
use crate::grammar::lexical::sp;
use crate::grammar::list::{mailbox_list, write_mailbox_list};
use crate::grammar::metadata::{metadata_resp, write_metadata_resp};
use crate::grammar::quota::{
    quota_response, quotaroot_response, write_quota_response, write_quotaroot_response,
};
use crate::grammar::urlauth::{genurlauth_data, urlfetch_data, write_genurlauth_data, write_urlfetch_data};
use crate::grammar::xapplepush::{write_xapplepushservice, xapplepushservice};

/// What follows the name, if it is one of these.
#[cold]
#[inline(never)]
pub(crate) fn seldom<'a>(cx: &Context, input: &'a [u8], name: &[u8]) -> Option<Parsed<'a, Data<'a>>> {
    /// Reads what follows and makes the data of it.
    fn read<'a, T>(
        cx: &Context,
        input: &'a [u8],
        rule: impl FnOnce(&Context, &'a [u8]) -> Parsed<'a, T>,
        make: impl FnOnce(T) -> Data<'a>,
    ) -> Parsed<'a, Data<'a>> {
        let (input, value) = rule(cx, input)?;
        Ok((input, make(value)))
    }
    Some(match DataName::from_bytes(name)? {
        DataName::XList => read(cx, input, |cx, input| mailbox_list(cx, sp(cx, input)?.0), Data::XList),
        DataName::Quota => read(cx, input, quota_response, Data::Quota),
        DataName::QuotaRoot => read(cx, input, quotaroot_response, Data::QuotaRoot),
        DataName::Acl => read(cx, input, acl_data, Data::Acl),
        DataName::ListRights => read(cx, input, listrights_data, |list| Data::ListRights(Box::new(list))),
        DataName::MyRights => read(cx, input, myrights_data, Data::MyRights),
        DataName::Metadata => read(cx, input, metadata_resp, |metadata| Data::Metadata(Box::new(metadata))),
        DataName::Annotation => {
            read(cx, input, annotation, |annotation| Data::Annotation(Box::new(annotation)))
        }
        DataName::Language => read(cx, input, language_data, Data::Language),
        DataName::Comparator => read(cx, input, comparator_data, Data::Comparator),
        DataName::GenUrlAuth => read(cx, input, genurlauth_data, Data::GenUrlAuth),
        DataName::UrlFetch => read(cx, input, urlfetch_data, Data::UrlFetch),
        DataName::JmapAccess => read(cx, input, resp_jmapaccess, Data::JmapAccess),
        DataName::Conversion => {
            read(cx, input, conversion_data, |conversion| Data::Conversion(Box::new(conversion)))
        }
        DataName::XApplePushService => read(cx, input, xapplepushservice, Data::XApplePushService),
        // The others have been asked for before.
        DataName::Ok
        | DataName::No
        | DataName::Bad
        | DataName::PreAuth
        | DataName::Bye
        | DataName::Capability
        | DataName::Enabled
        | DataName::Id
        | DataName::List
        | DataName::Lsub
        | DataName::Namespace
        | DataName::MailboxStatus
        | DataName::Flags
        | DataName::Search
        | DataName::ESearch
        | DataName::Sort
        | DataName::Thread
        | DataName::UidBatches
        | DataName::UidFetch
        | DataName::Exists
        | DataName::Recent
        | DataName::Expunge
        | DataName::Vanished
        | DataName::Fetch
        | DataName::Converted => return None,
    })
}

/// Writes data that is one of these.
#[cold]
#[inline(never)]
pub(crate) fn write_seldom(out: &mut Encoder<'_>, data: &Data<'_>) {
    let named = |out: &mut Encoder<'_>, name: DataName| out.bytes(name.as_str().as_bytes());
    match data {
        Data::XList(list) => {
            named(out, DataName::XList);
            out.byte(b' ');
            write_mailbox_list(out, list);
        }
        Data::Quota(quota) => {
            named(out, DataName::Quota);
            write_quota_response(out, quota);
        }
        Data::QuotaRoot(roots) => {
            named(out, DataName::QuotaRoot);
            write_quotaroot_response(out, roots);
        }
        Data::Acl(acl) => {
            named(out, DataName::Acl);
            write_acl_data(out, acl);
        }
        Data::ListRights(list) => {
            named(out, DataName::ListRights);
            write_listrights_data(out, list);
        }
        Data::MyRights(mine) => {
            named(out, DataName::MyRights);
            write_myrights_data(out, mine);
        }
        Data::Metadata(metadata) => {
            named(out, DataName::Metadata);
            write_metadata_resp(out, metadata);
        }
        Data::Annotation(annotation) => {
            named(out, DataName::Annotation);
            write_annotation(out, annotation);
        }
        Data::Language(data) => {
            named(out, DataName::Language);
            write_language_data(out, data);
        }
        Data::Comparator(data) => {
            named(out, DataName::Comparator);
            write_comparator_data(out, data);
        }
        Data::GenUrlAuth(urls) => {
            named(out, DataName::GenUrlAuth);
            write_genurlauth_data(out, urls);
        }
        Data::UrlFetch(fetched) => {
            named(out, DataName::UrlFetch);
            write_urlfetch_data(out, fetched);
        }
        Data::JmapAccess(url) => {
            named(out, DataName::JmapAccess);
            write_resp_jmapaccess(out, url);
        }
        Data::Conversion(conversion) => {
            named(out, DataName::Conversion);
            write_conversion_data(out, conversion);
        }
        Data::XApplePushService(push) => {
            named(out, DataName::XApplePushService);
            write_xapplepushservice(out, push);
        }
        // Written by whoever calls this.
        Data::Status(_)
        | Data::Capability(_)
        | Data::Enabled(_)
        | Data::Id(_)
        | Data::List(_)
        | Data::Lsub(_)
        | Data::Namespace(_)
        | Data::MailboxStatus(_)
        | Data::Flags(_)
        | Data::Search(_)
        | Data::ESearch(_)
        | Data::Sort(_)
        | Data::Thread(_)
        | Data::UidBatches(_)
        | Data::Exists(_)
        | Data::Recent(_)
        | Data::Expunge(_)
        | Data::Vanished { .. }
        | Data::Fetch { .. }
        | Data::UidFetch { .. }
        | Data::Converted(_)
        | Data::Other(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use imap_types::response::Response;

    use super::Data;
    use crate::{decode_response, encode_response};

    #[test]
    fn each_is_known_and_written_as_it_was_read() {
        for line in [
            "XLIST (\\Inbox) \"/\" INBOX",
            "QUOTA \"\" (STORAGE 10 512)",
            "QUOTAROOT INBOX \"\"",
            "ACL INBOX Fred lr",
            "LISTRIGHTS INBOX smith la r",
            "MYRIGHTS INBOX lr",
            "METADATA \"\" (/shared/comment \"My comment\")",
            "METADATA \"\" /shared/comment",
            "ANNOTATION INBOX \"/comment\" (\"value.priv\" NIL)",
            "LANGUAGE (EN DE)",
            "COMPARATOR i;basic",
            "JMAPACCESS \"https://example.com/.well-known/jmap\"",
            "CONVERSION \"image/gif\" \"image/png\" (pix-x)",
            "XAPPLEPUSHSERVICE aps-version \"2\"",
            "NO [NEWNAME \"old\" \"a b\"] renamed",
            "OK [INPROGRESS (\"a7\" 175 NIL)] wait",
            "NO [MESSAGELIMIT 1000 20001] too many",
            "NO [METADATA MAXSIZE 1024] too long",
            "NO [BADEVENT (MessageNew FlagChange)] no such event",
            "NO [MAXCONVERTPARTS 1] one by one",
            "CAPABILITY RIGHTS=kxte QUOTA=RES-STORAGE I18NLEVEL=2 MESSAGELIMIT=1000 QUOTA NOTIFY",
        ] {
            let wire = alloc::format!("* {line}\r\n");
            let response = decode_response(wire.as_bytes()).unwrap();
            assert!(!matches!(&response, Response::Data(Data::Other(_))), "{line}");
            if let Response::Data(Data::Status(status)) = &response {
                assert!(status.text.code().is_some_and(|code| code.kind().is_some()), "{line}");
            }
            let mut out = Vec::new();
            encode_response(&response, &mut out);
            assert_eq!(core::str::from_utf8(&out), Ok(&*wire));
        }
    }
}
