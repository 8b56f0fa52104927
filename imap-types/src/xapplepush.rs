//! Push notifications to devices of Apple: XAPPLEPUSHSERVICE, as iCloud, Cyrus and plugins of Dovecot have it.

use crate::bounded::bounded_static;
use crate::error::ValueError;
use crate::mailbox::Mailbox;
use crate::names::wire_names;
use crate::nonempty::NonEmpty;
use crate::string::AString;

wire_names! {
    /// The names of [`PushParam`].
    pub enum PushParamName {
        /// Version of the protocol, in digits.
        ApsVersion = "aps-version",
        /// The account, as the device knows it.
        ApsAccountId = "aps-account-id",
        /// `aps-device-token`: token of the device.
        ApsDeviceToken = "aps-device-token",
        /// What the notification is for, such as `com.apple.mobilemail`.
        ApsSubtopic = "aps-subtopic",
        /// The server's topic, in its answer.
        ApsTopic = "aps-topic",
        /// Mailboxes to watch.
        Mailboxes = "mailboxes",
    }
}

/// One key and its value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum PushParam<'a> {
    /// Version of the protocol, in digits.
    ApsVersion(AString<'a>),
    /// The account, as the device knows it.
    ApsAccountId(AString<'a>),
    /// Token by which Apple's push service knows the device.
    ApsDeviceToken(AString<'a>),
    /// What the notification is for, such as `com.apple.mobilemail`.
    ApsSubtopic(AString<'a>),
    /// The server's topic, in its answer.
    ApsTopic(AString<'a>),
    /// Mailboxes to watch.
    Mailboxes(NonEmpty<Mailbox<'a>>),
    /// A key that this library does not know.
    #[cfg_attr(feature = "serde", serde(rename = "Other"))]
    Other(OtherPushParam<'a>),
}

bounded_static!(
    enum PushParam {
        ApsVersion(value),
        ApsAccountId(value),
        ApsDeviceToken(value),
        ApsSubtopic(value),
        ApsTopic(value),
        Mailboxes(value),
        Other(other),
    }
);

/// A key without a variant in [`PushParam`], and its value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct OtherPushParam<'a> {
    key: AString<'a>,
    value: AString<'a>,
}

bounded_static!(struct OtherPushParam { key, value });

impl<'a> OtherPushParam<'a> {
    /// Refuses a key that has a variant.
    pub fn new(key: AString<'a>, value: AString<'a>) -> Result<Self, ValueError> {
        match PushParamName::from_bytes(key.as_bytes()) {
            Some(_) => Err(ValueError::new("a key without a variant", 0)),
            None => Ok(Self { key, value }),
        }
    }

    /// Key of the parameter.
    pub fn key(&self) -> &AString<'a> {
        &self.key
    }

    /// Value of the parameter.
    pub fn value(&self) -> &AString<'a> {
        &self.value
    }
}

/// Registers a device for notifications: the command XAPPLEPUSHSERVICE; or the server's answer, which bears the same
/// name.
///
/// ```text
/// C: a XAPPLEPUSHSERVICE aps-version 2 aps-account-id 0715A26B aps-device-token 2918390218931890821908309283098109381029309829018310983092892829
///      aps-subtopic com.apple.mobilemail mailboxes (INBOX Notes)
/// S: * XAPPLEPUSHSERVICE "aps-version" "2" "aps-topic" "com.apple.mail.XServer.1234"
/// ```
/// Requires [`Capability::XApplePushService`].
///
/// [`Capability::XApplePushService`]: crate::capability::Capability::XApplePushService
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct XApplePushService<'a> {
    /// Parameters of the command or of the answer, such as `aps-version`.
    pub params: NonEmpty<PushParam<'a>>,
}

bounded_static!(struct XApplePushService { params });

impl<'a> XApplePushService<'a> {
    /// Registers the device that the parameters name.
    pub fn new(params: impl Into<NonEmpty<PushParam<'a>>>) -> Self {
        Self { params: params.into() }
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for OtherPushParam<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        Self::new(u.arbitrary()?, u.arbitrary()?).map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_key_is_no_other() {
        let value = AString::try_from("2").unwrap();
        assert!(OtherPushParam::new(AString::try_from("APS-Version").unwrap(), value.clone()).is_err());
        let other = OtherPushParam::new(AString::try_from("aps-new").unwrap(), value.clone()).unwrap();
        assert_eq!((other.key().to_str_lossy().as_ref(), other.value()), ("aps-new", &value));
    }
}
