#include "base64.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"

static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int value_of(char digit);

char *base64_encode(const uint8_t *bytes, size_t length, size_t *text_length)
{
    *text_length = (length + 2) / 3 * 4;
    char *text = allocate(*text_length, 1);
    char *to = text;
    for (size_t i = 0; i < length; i += 3) {
        size_t have = length - i < 3 ? length - i : 3;
        uint32_t three = (uint32_t)bytes[i] << 16;
        if (have > 1) {
            three |= (uint32_t)bytes[i + 1] << 8;
        }
        if (have > 2) {
            three |= bytes[i + 2];
        }
        *to++ = DIGITS[three >> 18];
        *to++ = DIGITS[three >> 12 & 63];
        *to++ = have > 1 ? DIGITS[three >> 6 & 63] : '=';
        *to++ = have > 2 ? DIGITS[three & 63] : '=';
    }
    return text;
}

uint8_t *base64_decode(const char *text, size_t text_length, size_t *length)
{
    if (text_length % 4) {
        return NULL;
    }
    size_t digits = text_length;
    while (digits > 0 && text_length - digits < 2 && text[digits - 1] == '=') {
        digits--;
    }
    *length = digits * 3 / 4;
    uint8_t *bytes = allocate(*length, 1);
    uint32_t bits = 0;
    size_t at = 0;
    for (size_t i = 0; i < digits; i++) {
        int value = value_of(text[i]);
        if (value < 0) {
            free(bytes);
            return NULL;
        }
        bits = bits << 6 | (uint32_t)value;
        if (i % 4) {
            bytes[at++] = (uint8_t)(bits >> (6 - 2 * (i % 4)));
        }
    }
    return bytes;
}

static int value_of(char digit)
{
    static int8_t values[256];
    if (values['B'] == 0) {
        memset(values, -1, sizeof values);
        for (int i = 0; i < 64; i++) {
            values[(unsigned char)DIGITS[i]] = (int8_t)i;
        }
    }
    return values[(unsigned char)digit];
}
