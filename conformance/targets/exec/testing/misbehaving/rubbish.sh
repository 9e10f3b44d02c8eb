# Prints what is meant for people.
misbehave() {
  echo "received 2 packets"
  answer
}
. "${0%/*}/testee.sh"
