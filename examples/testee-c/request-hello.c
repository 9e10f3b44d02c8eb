#include "json-bytes.h"
#include "requests.h"

static const char OFFER[] =
    "{\"type\": \"hello\", \"protocol\": 1, \"name\": \"testee-c\", \"version\": \"1\", \"files\": true,"
    " \"receiver\": {"
    "   \"methods\": [\"none\", \"zlib\", \"zstd\"],"
    "   \"pageSizes\": [1024, 2048, 4096, 8192, 16384, 32768, 65536], \"maxChannels\": 16,"
    "   \"shows\": [\"ram\", \"counters\", \"trace\", \"writes\", \"prefill\", \"blocks\", \"main\", \"greeting\"]},"
    " \"sender\": {"
    "   \"methods\": [\"none\", \"zlib\", \"zstd\"], \"detections\": [\"none\", \"legacy\", \"multifd\"],"
    "   \"pageSizes\": [1024, 2048, 4096, 8192, 16384, 32768, 65536], \"maxChannels\": 16,"
    "   \"shows\": [\"queue\", \"passes\", \"counters\", \"trace\", \"main\", \"order\", \"level\", \"blocks\","
    "     \"mapped-ram\", \"multifd-off\", \"settings\"]}}";

json_t *answer_hello(const json_t *request, struct failure *why)
{
    size_t i;
    json_t *version;
    bool known = false;
    json_array_foreach(json_object_get(request, "protocol"), i, version)
    {
        known |= json_integer_value(version) == 1;
    }
    if (!known) {
        fail(why, "protocol: this program speaks version 1 alone");
        return NULL;
    }
    const char *folder = json_string_value(json_object_get(request, "folder"));
    if (folder) {
        folder_set(folder);
    }
    return json_loads(OFFER, 0, NULL);
}
