// The reference file of the benchmarks: access records like nginx's, seeded.
//
//   bench_generate RECORDS SEED [LOOKUP] > logs.ndjson
//
// 3,200,000 records are 1.07 GB: 13 fields, 335 bytes a record, 2.7 % with status 500 or more, one record in
// ten up to 5 s out of order, escapes in one user agent of a hundred, text beyond ASCII in some cities.
// Addresses are drawn from 60,000 by a Zipf-Mandelbrot law, P(k) ~ (40 + k)^-1.07. LOOKUP gets a table of
// 10,000 of these addresses with their owners.
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <random>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace {

constexpr std::size_t kAddresses = 60'000;
constexpr std::size_t kLookupRows = 10'000;
constexpr double kMeanStepMs = 2 * 3600 * 1000.0 / 4e6;  // four million records are two hours

// The standard's engine gives the same numbers everywhere; its distributions do not, so these are our own.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t bits() { return engine_(); }
  std::uint32_t below(
      std::uint32_t bound) {  // the bias of the multiplication, bound / 2^32, does not matter here
    return static_cast<std::uint32_t>(((engine_() >> 32) * bound) >> 32);
  }
  double unit() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }  // [0, 1)
  double exponential() { return -std::log1p(-unit()); }
  double normal() {  // Box and Muller, 1958
    const double radius = std::sqrt(2 * exponential());
    return radius * std::cos(2 * 3.141592653589793 * unit());
  }
  template <class Range>
  const auto& pick(const Range& range) {
    return range[below(static_cast<std::uint32_t>(std::size(range)))];
  }

 private:
  std::mt19937_64 engine_;
};

// Draws an index with given weights in constant time: Walker's alias method, tables by Vose (1991).
class Weighted {
 public:
  explicit Weighted(std::vector<double> weights) : keep_(std::move(weights)), alias_(keep_.size()) {
    const double mean = std::accumulate(keep_.begin(), keep_.end(), 0.0) / static_cast<double>(keep_.size());
    std::vector<std::uint32_t> small, large;
    for (std::uint32_t i = 0; i < keep_.size(); ++i) {
      keep_[i] /= mean;
      (keep_[i] < 1 ? small : large).push_back(i);
    }
    while (!small.empty() && !large.empty()) {
      const std::uint32_t low = small.back(), high = large.back();
      small.pop_back();
      alias_[low] = high;
      keep_[high] -= 1 - keep_[low];
      if (keep_[high] < 1) {
        large.pop_back();
        small.push_back(high);
      }
    }
    for (const auto& rest : {small, large})
      for (std::uint32_t i : rest) keep_[i] = 1;  // what rounding has left over
  }

  std::uint32_t draw(Random& random) const {
    const std::uint32_t i = random.below(static_cast<std::uint32_t>(keep_.size()));
    return random.unit() < keep_[i] ? i : alias_[i];
  }

 private:
  std::vector<double> keep_;
  std::vector<std::uint32_t> alias_;
};

std::vector<std::string> make_addresses(Random& random) {
  std::vector<std::string> addresses;
  std::unordered_set<std::string> seen;
  while (addresses.size() < kAddresses) {
    std::string text = std::to_string(11 + random.below(200));
    for (std::uint32_t part : {random.below(256), random.below(256), 1 + random.below(254)}) {
      text += '.';
      text += std::to_string(part);
    }
    if (seen.insert(text).second) addresses.push_back(std::move(text));
  }
  return addresses;
}

bool write_lookup(const char* path, const std::vector<std::string>& addresses, Random& random) {
  std::FILE* out = std::fopen(path, "w");
  if (out == nullptr) return false;
  std::vector<std::uint32_t> order(addresses.size());
  std::iota(order.begin(), order.end(), 0u);
  for (std::uint32_t i = 0; i < kLookupRows; ++i) {  // the head of a shuffle (Fisher and Yates)
    std::swap(order[i], order[i + random.below(static_cast<std::uint32_t>(order.size()) - i)]);
    std::fprintf(out, "{\"ip\":\"%s\",\"owner\":\"team-%03u\",\"asn\":%u}\n", addresses[order[i]].c_str(),
                 random.below(200), 1000 + random.below(60000));
  }
  return std::fclose(out) == 0;
}

constexpr std::string_view kUserAgents[] = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Mobile/15E148",
    "curl/8.5.0",
    "kube-probe/1.29",
    "Go-http-client/2.0",
    "python-requests/2.32.3",
    "Googlebot/2.1 (+http://www.google.com/bot.html)"};
constexpr std::string_view kEscapedUserAgent = R"(Mozilla/5.0 \"compat\" C:\\agent \u00e9/1.0)";
constexpr std::pair<std::string_view, std::string_view> kCities[] = {
    {"US", "New York"}, {"US", "Chicago"}, {"DE", "Berlin"}, {"FR", "Paris"},  {"BR", "São Paulo"},
    {"CH", "Zürich"},   {"JP", "東京"},    {"IN", "Mumbai"}, {"GB", "London"}, {"PL", "Łódź"}};
constexpr std::string_view kTags[] = {"edge", "cache-hit", "cache-miss", "auth",
                                      "bot",  "mobile",    "beta",       "retry"};
constexpr std::string_view kMethods[] = {"GET", "GET",  "GET",  "GET", "GET",
                                         "GET", "POST", "POST", "PUT", "DELETE"};

// Writes records one after another; the line is built in one buffer that is kept.
class Generator {
 public:
  Generator(Random& random, const std::vector<std::string>& addresses)
      : random_(random), addresses_(addresses), popularity_(zipf_weights()) {}

  std::string_view next() {
    line_.clear();
    put_time();
    put(R"(,"host":"web-)");
    put_digits(1 + random_.below(20), 2);
    put(R"(.prod","method":")", random_.pick(kMethods), R"(","path":")");
    put_path();
    put(R"(","status":)");
    put_number(status());
    put(R"(,"bytes":)");
    put_number(static_cast<std::int64_t>(std::exp(random_.normal() * 1.5 + 8)));
    put(R"(,"latency_ms":)");
    put_number(std::round(std::exp(random_.normal() * 0.9 + 3) * 1000) / 1000, std::chars_format::fixed);
    put(R"(,"user_agent":")", random_.below(100) == 0 ? kEscapedUserAgent : random_.pick(kUserAgents),
        R"(","ip":")", addresses_[popularity_.draw(random_)], R"(","request_id":")");
    put_request_id();
    const auto& [country, city] = random_.pick(kCities);
    put(R"(","geo":{"country":")", country, R"(","city":")", city, R"("},"tags":[)");
    for (std::uint32_t i = 0, count = random_.below(4); i < count; ++i)
      put(i > 0 ? "," : "", "\"", random_.pick(kTags), "\"");
    put("]}\n");
    return line_;
  }

 private:
  static std::vector<double> zipf_weights() {
    std::vector<double> weights(kAddresses);
    for (std::size_t k = 0; k < weights.size(); ++k)
      weights[k] = std::pow(40 + static_cast<double>(k), -1.07);
    return weights;
  }

  template <class... Text>
  void put(const Text&... text) {
    (line_.append(text), ...);
  }
  template <class... Number>
  void put_number(Number... number) {
    char text[64];
    line_.append(text, std::to_chars(text, text + sizeof text, number...).ptr);
  }
  void put_digits(std::int64_t number, int width) {
    std::array<char, 20> digits;
    for (int i = width; i-- > 0; number /= 10)
      digits[static_cast<std::size_t>(i)] = static_cast<char>('0' + number % 10);
    line_.append(digits.data(), static_cast<std::size_t>(width));
  }

  void put_time() {
    using namespace std::chrono;
    constexpr sys_days kStart = 2026y / November / 1;
    clock_ms_ += kMeanStepMs * random_.exponential();
    std::int64_t since = static_cast<std::int64_t>(clock_ms_);
    if (random_.below(10) == 0) since = std::max<std::int64_t>(0, since - random_.below(5000));
    const sys_time<milliseconds> time = kStart + milliseconds(since);
    const sys_days day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss<milliseconds> clock(time - day);
    put(R"({"ts":")");
    put_digits(static_cast<int>(date.year()), 4);
    put("-");
    put_digits(static_cast<unsigned>(date.month()), 2);
    put("-");
    put_digits(static_cast<unsigned>(date.day()), 2);
    put("T");
    put_digits(clock.hours().count(), 2);
    put(":");
    put_digits(clock.minutes().count(), 2);
    put(":");
    put_digits(clock.seconds().count(), 2);
    put(".");
    put_digits(clock.subseconds().count(), 3);
    put(R"(Z","t":)");
    const std::int64_t epoch_ms = time.time_since_epoch().count();
    put_number(epoch_ms / 1000);
    put(".");
    put_digits(epoch_ms % 1000, 3);
  }

  void put_path() {
    const std::uint32_t k = random_.below(100);
    if (k < 25) {
      put("/static/js/app.");
      put_number(random_.below(100));
      put(".js");
    } else if (k < 45) {
      put("/api/v1/users/");
      put_number(random_.below(100'000));
    } else if (k < 65) {
      put("/api/v2/items?page=");
      put_number(random_.below(500));
    } else if (k < 75) {
      put("/api/v1/cart/");
      put_number(random_.below(100'000));
      put("/checkout");
    } else if (k < 77) {
      put("/checkout/thanks");
    } else if (k < 90) {
      put("/");
    } else {
      put("/search?q=term");
      put_number(random_.below(3000));
    }
  }

  int status() {
    constexpr std::pair<std::uint32_t, int> kUpTo[] = {{900, 200}, {950, 404}, {970, 500}, {974, 503},
                                                       {977, 502}, {985, 304}, {993, 301}, {1000, 403}};
    const std::uint32_t k = random_.below(1000);
    for (const auto& [bound, status] : kUpTo)
      if (k < bound) return status;
    return 0;
  }

  void put_request_id() {
    std::uint64_t bits = random_.bits();
    for (int i = 0; i < 16; ++i, bits >>= 4) line_ += "0123456789abcdef"[bits & 15];
  }

  Random& random_;
  const std::vector<std::string>& addresses_;
  Weighted popularity_;
  double clock_ms_ = 0;
  std::string line_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || argc > 4) {
    std::fputs("usage: bench_generate RECORDS SEED [LOOKUP] > logs.ndjson\n", stderr);
    return 2;
  }
  const std::uint64_t records = std::strtoull(argv[1], nullptr, 10);
  Random random(std::strtoull(argv[2], nullptr, 10));
  const std::vector<std::string> addresses = make_addresses(random);
  if (argc == 4 && !write_lookup(argv[3], addresses, random)) {
    std::perror(argv[3]);
    return 3;
  }
  static char buffer[1 << 20];
  std::setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
  Generator generator(random, addresses);
  for (std::uint64_t i = 0; i < records; ++i) {
    const std::string_view line = generator.next();
    std::fwrite(line.data(), 1, line.size(), stdout);
  }
  if (std::fflush(stdout) != 0) {
    std::perror("stdout");
    return 3;
  }
}
