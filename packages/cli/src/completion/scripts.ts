/** The completion script of a shell; nothing for a shell that is not known. All ask `nexus __complete`. */
export function completionScript(shell: string): string | undefined {
  return new Map([
    ['bash', BASH],
    ['zsh', ZSH],
    ['fish', FISH],
  ]).get(shell)
}

// Bash splits words at ":" and "=", so they are put together again, and what stands before them is not replaced.
const BASH = `_nexus() {
  local words=() word line current before
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if [[ \${#words[@]} -gt 0 && ( $word == [:=] || \${words[-1]} == *[:=] ) ]]; then
      words[-1]+=$word
    else
      words+=("$word")
    fi
  done
  current=\${words[-1]}
  before=\${current%"\${current##*[:=]}"}
  COMPREPLY=()
  while IFS= read -r line; do
    line=\${line%%$'\\t'*}
    COMPREPLY+=("\${line#"$before"}")
  done < <(nexus __complete -- "\${words[@]}" 2>/dev/null)
  compopt -o filenames
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == */ ]] && compopt -o nospace
  return 0
}
complete -F _nexus nexus
`

const ZSH = `#compdef nexus
_nexus() {
  local line value
  local -a values shown folders
  for line in "\${(@f)$(nexus __complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -z $line ]] && continue
    value=\${line%%$'\\t'*}
    if [[ $value == */ ]]; then
      folders+=("$value")
    else
      values+=("$value")
      shown+=("\${line/$'\\t'/  -- }")
    fi
  done
  (( $#folders )) && compadd -S '' -- $folders
  (( $#values )) && compadd -l -d shown -- $values
  (( $#folders + $#values ))
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _nexus "$@"
else
  compdef _nexus nexus
fi
`

const FISH = `function __nexus_complete
  set -l words (commandline -opc) (commandline -ct)
  nexus __complete -- $words[2..-1] 2>/dev/null
end
complete -c nexus -f -a '(__nexus_complete)'
`
