# Has a member of a wrong type.
misbehave() {
  printf '{"id":%d,"type":"received","outcome":"accepted","writes":[{"ramblock":"ram","offset":-4096}]}\n' "$id"
}
. "${0%/*}/testee.sh"
