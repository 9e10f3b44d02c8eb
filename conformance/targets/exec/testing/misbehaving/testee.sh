# What the scripts beside it have in common: a receiver that accepts everything and shows nothing. A script says what
# it does with a session of two channels (`misbehave`), and then reads this file.
answer() {
  printf '{"id":%d,"type":"received","outcome":"accepted"}\n' "$id"
}

command -v bye >/dev/null || bye() { exit 0; }

id=0
while read -r request; do
  id=$((id + 1))
  case $request in
    *'"type":"hello"'*)
      printf '{"id":%d,"type":"hello","protocol":1,"name":"misbehaving","version":"1",' "$id"
      printf '"receiver":{"methods":["none"],"pageSizes":[4096],"maxChannels":2,"shows":["blocks"]}}\n'
      ;;
    *'"type":"bye"'*) bye ;;
    *'"channels":2'*) misbehave ;;
    *) answer ;;
  esac
done
