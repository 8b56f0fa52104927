# Cyrus IMAP 3.6. Its packages would remove Dovecot's, so all but its libraries and tools is only unpacked.

cyrus_start() {
    local dir=$1 bin=$1/root/usr/lib/cyrus/bin port tls_port user
    needs cyrus-common sasl2-bin libsasl2-modules openssl || return
    unpacked cyrus-imapd "$dir/root" || return
    cp /usr/lib/cyrus/bin/ctl_cyrusdb "$bin"
    port=$(free_port) tls_port=$(free_port)
    mkdir -p "$dir"/conf/{proc,log,lock} "$dir/spool" "$dir/sock"
    certificate "$dir" || return
    filled cyrus-imapd.conf "DIR=$dir" >"$dir/imapd.conf"
    filled cyrus.conf "DIR=$dir" "BIN=$bin" "PORT=$port" "TLS_PORT=$tls_port" >"$dir/cyrus.conf"
    for user in alice small admin; do echo pass | saslpasswd2 -p -c -f "$dir/sasldb" -u localhost "$user"; done
    printf 'p "a\\sß' | saslpasswd2 -p -c -f "$dir/sasldb" -u localhost odd
    chown -R cyrus:mail "$dir"
    serve "$port $tls_port" cyrmaster -C "$dir/imapd.conf" -M "$dir/cyrus.conf" -p "$dir/master.pid" || return
    # The first login makes the mailboxes, which only then can have a quota of their own.
    cyrus_say "$port" 'a LOGIN small pass' 'a LOGOUT' || return
    cyrus_say "$port" 'a LOGIN admin pass' 'a SETQUOTA user/small (STORAGE 8)' 'a LOGOUT' || return
    export INTEROP_CYRUS=127.0.0.1:$port INTEROP_CYRUS_TLS=127.0.0.1:$tls_port INTEROP_CERTIFICATE=$dir/cert.pem
}

# cyrus_say PORT COMMAND...: all of them have to succeed.
cyrus_say() {
    exec 3<>"/dev/tcp/127.0.0.1/$1" || return
    printf '%s\r\n' "${@:2}" >&3
    timeout 120 cat <&3 >"$dir/said.log" || echo "(and did not end)" >>"$dir/said.log"
    exec 3>&-
    [ "$(grep -c '^a OK' "$dir/said.log")" = $(($# - 1)) ] || { cat "$dir/said.log" && return 1; }
}
