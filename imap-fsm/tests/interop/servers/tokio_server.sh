# Our server. Mail is in its memory, so each client finds it empty.

tokio_server_start() {
    local dir=$1 port tls_port
    port=$(free_port) tls_port=$(free_port)
    serve "$port $tls_port" "$example" --listen "127.0.0.1:$port" --tls-listen "127.0.0.1:$tls_port" --plain \
        --write-cert "$dir/cert.pem" --user 'odd:p "a\sß' --user small:pass --quota small:4096 \
        --user admin:pass --admin admin \
        --quota 1000000000 || return
    export INTEROP_TOKIO_SERVER=127.0.0.1:$port INTEROP_TOKIO_SERVER_TLS=127.0.0.1:$tls_port
    export INTEROP_TOKIO_SERVER_PID=${running[-1]} INTEROP_CERTIFICATE=$dir/cert.pem
}
