// A profile with fields of all kinds, as a log of requests has them.
#pragma once

#include <cmath>

#include "op/stats/summaries.h"

namespace runnel::cli {

inline op::TimeSummary an_hour() {
  op::TimeSummary time;
  time.first = 1'763'805'600'123'456'789;
  time.last = time.first + 3'600'000'000'000;
  time.rate = 0.27;
  time.rate_1s = 870;
  time.rate_10s = 880.123;
  time.rate_1m = 0.5;
  time.silence = {time.first + 5'000'000'000, time.first + 17'512'345'678};
  time.out_of_order = 12;
  time.lateness_max = 1'512'345'678;
  time.lateness_p99 = 2'123'456;
  return time;
}

inline op::ProfileSummary requests() {
  op::ProfileSummary profile;
  profile.records = 1000;
  profile.bytes = 123'456;
  profile.time = an_hour();
  const auto add = [&](op::FieldSummary field) { profile.fields.push_back(std::move(field)); };

  op::FieldSummary time = op::string_field(".ts", {{"\"2025-11-22T10:00:00.123Z\"", false, 1, 0}});
  time.string->kinds = {};
  time.string->kinds[static_cast<size_t>(TextKind::time)] = time.count;
  time.string->max = "2025-11-22T11:00:00.123Z";
  add(time);
  add(op::string_field(".verb",
                       {{"\"GET\"", false, 800, 0}, {"\"POST\"", false, 190, 0}, {"\"\"", false, 10, 0}}));
  op::FieldSummary text =
      op::string_field(".größe.日本語", {{"\"größer als\"", false, 1, 0}, {"\"日本\"", false, 1, 0}});
  text.string->max = "日本";
  add(text);

  agg::Points wide;
  for (int i = 0; i < 60; ++i) {
    wide.push_back({0.01 * std::pow(1.25, i), static_cast<uint64_t>(1 + i * (60 - i))});
  }
  op::FieldSummary latency = op::number_field(".latency_ms", wide);
  latency.number->whole = 0;
  latency.number->stddev = 1234.5678;
  latency.number->error = 0.01;
  latency.distinct = 123'456;
  latency.distinct_error = 0.0081;
  latency.top = {{"5.25", false, 20, 3}, {"7", false, 2, 1}};
  latency.top_floor = 2;
  add(latency);
  op::FieldSummary status = op::number_field(".status", {{200, 900}, {404, 70}, {500, 30}});
  status.top = {{"200", false, 900, 0}, {"404", false, 70, 0}, {"500", false, 30, 0}};
  add(status);
  op::FieldSummary tags;
  tags.path = ".tags";
  tags.count = tags.arrays = 400;
  tags.places = 1000;
  tags.array = op::ArraySummary{400, 0, 3, 1.25};
  add(tags);
  op::FieldSummary element = op::string_field(".tags[]", {{"\"a\"", false, 3, 0}, {"\"b, c\"", false, 1, 0}});
  element.places.reset();
  add(element);
  op::FieldSummary bot;
  bot.path = ".is_bot";
  bot.count = 1000;
  bot.nulls = 10;
  bot.booleans = 990;
  bot.places = 1000;
  bot.distinct = 2;
  bot.top = {{"false", false, 980, 0}, {"true", false, 10, 0}};
  add(bot);
  op::FieldSummary map;
  map.path = ".by_id";
  map.count = map.objects = 1000;
  map.places = 1000;
  map.is_map = true;
  add(map);
  return profile;
}

}  // namespace runnel::cli
