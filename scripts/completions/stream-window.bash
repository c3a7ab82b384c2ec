# Completions of stream-window. Made by scripts/update-completions from the flags of the program.
# An empty answer leaves the word to bash, which completes file names, unless that is turned off.
_stream_window() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} before=
  COMPREPLY=()
  if [ "$COMP_CWORD" -ge 2 ]; then before=${COMP_WORDS[COMP_CWORD - 2]}; fi
  if [ "$cur" = = ]; then cur=; fi # --flag=VALUE comes as three words
  if [ "$prev" = = ]; then prev=$before; fi
  case $prev in
    --late | -f | --from-file | --to | --dead-letter | --state | --tls-cert | --tls-key | --tls-ca | --tls-client-ca) return ;;
    --by | --offset | --max-session | --limit-keys | -t | --time | --time-format | --tz | --watermark-delay | --max-ahead | --idle-timeout | --emit-watermarks | --allowed-lateness | --emit | --fill | --top | --rank | -i | --input-format | --delimiter | --header | --multiline | --extract-json | -o | --output-format | --columns | --output-delimiter | --max-memory | --arg | --argjson | --slurpfile | --rawfile | --max-line | --poll-interval | --checkpoint-interval | --on-eof | --state-reset | --max-peers | --peer-timeout | --spool | --threads | --metrics | --log-format) compopt +o default; return ;;
    --on-term) COMPREPLY=($(compgen -W 'flush keep' -- "$cur")); compopt +o default; return ;;
    --color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); compopt +o default; return ;;
    --on-error) COMPREPLY=($(compgen -W 'report skip fail wrap' -- "$cur")); compopt +o default; return ;;
    --from) COMPREPLY=($(compgen -W 'start end' -- "$cur")); compopt +o default; return ;;
  esac
  case $before in # the second of two values
    --slurpfile | --rawfile) return ;;
    --arg | --argjson) compopt +o default; return ;;
  esac
  case $cur in
    -*) COMPREPLY=($(compgen -W '--by --offset --max-session --limit-keys --time --time-format --tz --watermark-delay --max-ahead --idle-timeout --emit-watermarks --watermarks --allowed-lateness --late --on-term --emit --fill --top --rank --watch --input-format --delimiter --header --no-infer --multiline --extract-json --output-format --columns --output-delimiter --max-memory --trust --arg --argjson --slurpfile --rawfile --args --jsonargs --from-file --to --color --on-error --dead-letter --strict --max-line --follow --from --poll-interval --state --checkpoint-interval --on-eof --state-reset --max-peers --peer-timeout --spool --share --insecure --tls-cert --tls-key --tls-ca --tls-client-ca --threads --progress --summary --compact-output --metrics --log-format --explain --version -h --help' -- "$cur")) ;;
  esac
}
complete -o default -F _stream_window stream-window
