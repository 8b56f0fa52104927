# Courier IMAP 5.0, one process a connection, which is logged in from the start. Its packages would remove Dovecot's and
# are only unpacked. It takes four connections of an address unless told otherwise, and counts those that are just closed.

courier_start() {
    local dir=$1 root=$1/root port
    needs courier-authlib libcourier-unicode4 libgamin0 libgdbm6 libidn12 libpcre3 || return
    unpacked courier-base "$root" && unpacked courier-imap "$root" || return
    port=$(free_port)
    "$root/usr/bin/maildirmake.courier" "$dir/Maildir" || return
    chown -R mail:mail "$dir"
    filled courier.imapd "DIR=$dir" "ROOT=$root" >"$dir/imapd"
    serve "$port" "$root/usr/sbin/couriertcpd" -address=127.0.0.1 -nodnslookup -noidentlookup -user=mail -group=mail \
        -maxperip=40 "$port" /bin/sh "$dir/imapd" || return
    export INTEROP_COURIER=127.0.0.1:$port
}
