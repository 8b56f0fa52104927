//! The names of commands.

use crate::names::wire_names;

wire_names! {
    /// The names of [`CommandBody`](super::CommandBody), and the word that may stand before them.
    pub enum CommandName {
        /// `CAPABILITY`
        Capability = "CAPABILITY",
        /// `NOOP`
        Noop = "NOOP",
        /// `LOGOUT`
        Logout = "LOGOUT",
        /// `ID`
        Id = "ID",
        /// `STARTTLS`
        Starttls = "STARTTLS",
        /// `AUTHENTICATE`
        Authenticate = "AUTHENTICATE",
        /// `LOGIN`
        Login = "LOGIN",
        /// `UNAUTHENTICATE`
        Unauthenticate = "UNAUTHENTICATE",
        /// `COMPRESS`
        Compress = "COMPRESS",
        /// `ENABLE`
        Enable = "ENABLE",
        /// `SELECT`
        Select = "SELECT",
        /// `EXAMINE`
        Examine = "EXAMINE",
        /// `CREATE`
        Create = "CREATE",
        /// `DELETE`
        Delete = "DELETE",
        /// `RENAME`
        Rename = "RENAME",
        /// `SUBSCRIBE`
        Subscribe = "SUBSCRIBE",
        /// `UNSUBSCRIBE`
        Unsubscribe = "UNSUBSCRIBE",
        /// `LIST`
        List = "LIST",
        /// `LSUB`
        Lsub = "LSUB",
        /// `NAMESPACE`
        Namespace = "NAMESPACE",
        /// `STATUS`
        Status = "STATUS",
        /// `APPEND`
        Append = "APPEND",
        /// `IDLE`
        Idle = "IDLE",
        /// `CHECK`
        Check = "CHECK",
        /// `CLOSE`
        Close = "CLOSE",
        /// `UNSELECT`
        Unselect = "UNSELECT",
        /// `EXPUNGE`
        Expunge = "EXPUNGE",
        /// `SEARCH`
        Search = "SEARCH",
        /// `SORT`
        Sort = "SORT",
        /// `THREAD`
        Thread = "THREAD",
        /// `ESEARCH`
        ESearch = "ESEARCH",
        /// `CANCELUPDATE`
        CancelUpdate = "CANCELUPDATE",
        /// `UIDBATCHES`
        UidBatches = "UIDBATCHES",
        /// `FETCH`
        Fetch = "FETCH",
        /// `STORE`
        Store = "STORE",
        /// `COPY`
        Copy = "COPY",
        /// `MOVE`
        Move = "MOVE",
        /// `RLIST`
        RList = "RLIST",
        /// `RLSUB`
        RLsub = "RLSUB",
        /// `XLIST`
        XList = "XLIST",
        /// `GETQUOTA`
        GetQuota = "GETQUOTA",
        /// `GETQUOTAROOT`
        GetQuotaRoot = "GETQUOTAROOT",
        /// `SETQUOTA`
        SetQuota = "SETQUOTA",
        /// `SETACL`
        SetAcl = "SETACL",
        /// `DELETEACL`
        DeleteAcl = "DELETEACL",
        /// `GETACL`
        GetAcl = "GETACL",
        /// `LISTRIGHTS`
        ListRights = "LISTRIGHTS",
        /// `MYRIGHTS`
        MyRights = "MYRIGHTS",
        /// `GETMETADATA`
        GetMetadata = "GETMETADATA",
        /// `SETMETADATA`
        SetMetadata = "SETMETADATA",
        /// `GETANNOTATION`
        GetAnnotation = "GETANNOTATION",
        /// `SETANNOTATION`
        SetAnnotation = "SETANNOTATION",
        /// `NOTIFY`
        Notify = "NOTIFY",
        /// `LANGUAGE`
        Language = "LANGUAGE",
        /// `COMPARATOR`
        Comparator = "COMPARATOR",
        /// `XAPPLEPUSHSERVICE`
        XApplePushService = "XAPPLEPUSHSERVICE",
        /// `REPLACE`
        Replace = "REPLACE",
        /// `GENURLAUTH`
        GenUrlAuth = "GENURLAUTH",
        /// `RESETKEY`
        ResetKey = "RESETKEY",
        /// `URLFETCH`
        UrlFetch = "URLFETCH",
        /// `GETJMAPACCESS`
        GetJmapAccess = "GETJMAPACCESS",
        /// `UID`
        Uid = "UID",
    }
}
