#include "recordio/console/histogram.h"

#include <string>

#include <gtest/gtest.h>

#include "recordio/console/html_page.h"

namespace imrec::console {
namespace {

Histogram LongTail() {
  Histogram histogram{.title = "classes", .bins = {}};
  for (int i = 0; i < 100; ++i) {
    histogram.bins.push_back({.name = std::to_string(i), .count = i == 7 ? 50U : 5U});
  }
  return FullestBins(histogram, 10);
}

TEST(FullestBins, SumUpTheRest) {
  const Histogram histogram = LongTail();
  ASSERT_EQ(histogram.bins.size(), 11U);
  EXPECT_EQ(histogram.bins[0].name, "7");
  EXPECT_EQ(histogram.bins[10].name, "and 90 more");
  EXPECT_EQ(histogram.bins[10].count, 450U);
}

// A long tail must not make the other bars short.
TEST(FullestBins, TheRestDoesNotScaleCharts) {
  EXPECT_EQ(MostIn(LongTail()), 50U);
  HtmlPage page("title", "summary");
  page.AddChart(LongTail());
  const std::string text = page.Finish();
  const std::size_t first = text.find("<rect");
  const std::size_t last = text.rfind("<rect");
  const auto width = [&](std::size_t at) {
    const std::size_t begin = text.find("width=\"", at) + 7;
    return std::stoi(text.substr(begin));
  };
  EXPECT_GT(width(first), 0);
  EXPECT_EQ(width(last), width(first));
}

}  // namespace
}  // namespace imrec::console
