# Neither bye, nor the end of its input, nor SIGTERM ends it.
trap '' TERM
misbehave() {
  answer
}
bye() {
  while :; do sleep 1; done
}
. "${0%/*}/testee.sh"
