# Completions of stream-stats. Made by scripts/update-completions from the flags of the program.
# An empty answer leaves the word to bash, which completes file names, unless that is turned off.
_stream_stats() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} before=
  COMPREPLY=()
  if [ "$COMP_CWORD" -ge 2 ]; then before=${COMP_WORDS[COMP_CWORD - 2]}; fi
  if [ "$cur" = = ]; then cur=; fi # --flag=VALUE comes as three words
  if [ "$prev" = = ]; then prev=$before; fi
  case $prev in
    -f | --from-file | --to | --dead-letter | --state | --tls-cert | --tls-key | --tls-ca | --tls-client-ca) return ;;
    --of | --by | --limit-keys | --max-fields | -t | --time | --time-format | --tz | --max-ahead | --every | -i | --input-format | --delimiter | --header | --multiline | --extract-json | --field | --top | --max-memory | --show-state | --arg | --argjson | --slurpfile | --rawfile | --max-line | --poll-interval | --checkpoint-interval | --on-eof | --state-reset | --max-peers | --peer-timeout | --spool | --threads | --metrics | --log-format) compopt +o default; return ;;
    -o | --output-format) COMPREPLY=($(compgen -W 'json table prometheus' -- "$cur")); compopt +o default; return ;;
    --color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); compopt +o default; return ;;
    --on-error) COMPREPLY=($(compgen -W 'report skip fail wrap' -- "$cur")); compopt +o default; return ;;
    --from) COMPREPLY=($(compgen -W 'start end' -- "$cur")); compopt +o default; return ;;
  esac
  case $before in # the second of two values
    --slurpfile | --rawfile) return ;;
    --arg | --argjson) compopt +o default; return ;;
  esac
  case $cur in
    -*) COMPREPLY=($(compgen -W '--of --by --limit-keys --max-fields --time --time-format --tz --max-ahead --watermarks --every --since-last --input-format --delimiter --header --no-infer --multiline --extract-json --output-format --json-lines --field --top --watch --partial --merge --max-memory --trust --show-state --arg --argjson --slurpfile --rawfile --args --jsonargs --from-file --to --color --on-error --dead-letter --strict --max-line --follow --from --poll-interval --state --checkpoint-interval --on-eof --state-reset --max-peers --peer-timeout --spool --share --insecure --tls-cert --tls-key --tls-ca --tls-client-ca --threads --progress --summary --compact-output --metrics --log-format --explain --version -h --help' -- "$cur")) ;;
  esac
}
complete -o default -F _stream_stats stream-stats
