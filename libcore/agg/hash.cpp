#include "agg/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "json/canonical.h"

namespace runnel::agg {

namespace {

const std::string& canonical(Context& context, const json::Value& value) {
  context.scratch.clear();
  json::append_canonical(context.scratch, value);
  return context.scratch;
}

}  // namespace

Hash64 hash64(Context& context, const json::Value& value) {
  const std::string& text = canonical(context, value);
  const Hash64 hash = {XXH3_64bits(text.data(), text.size())};
  return hash.is_zero() ? Hash64{1} : hash;
}

Hash128 hash128(Context& context, const json::Value& value) {
  const std::string& text = canonical(context, value);
  const XXH128_hash_t xxh = XXH3_128bits(text.data(), text.size());
  const Hash128 hash = {xxh.high64, xxh.low64};
  return hash.is_zero() ? Hash128{0, 1} : hash;
}

}  // namespace runnel::agg
