#include "tests/support/distributions.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace imrec::test {
namespace {

// The regularised upper incomplete gamma function Q(a, x), by its series below a + 1 and by
// Lentz's continued fraction above.
double UpperGamma(double a, double x) {
  if (x <= 0) return 1;
  const double front = std::exp(-x + a * std::log(x) - std::lgamma(a));
  if (x < a + 1) {
    double term = 1 / a;
    double sum = term;
    for (double k = a + 1; std::abs(term) > 1e-16 * std::abs(sum); ++k) {
      term *= x / k;
      sum += term;
    }
    return 1 - front * sum;
  }
  constexpr double kTiny = 1e-300;
  double b = x + 1 - a;
  double c = 1 / kTiny;
  double d = 1 / b;
  double h = d;
  for (int i = 1; i < 10000; ++i) {
    const double factor = -i * (i - a);
    b += 2;
    d = 1 / std::max(std::abs(factor * d + b), kTiny) * (factor * d + b < 0 ? -1 : 1);
    c = b + factor / c;
    const double change = d * c;
    h *= change;
    if (std::abs(change - 1) < 1e-15) break;
  }
  return front * h;
}

}  // namespace

double KolmogorovSmirnovP(std::vector<double> samples, const std::function<double(double)>& cdf) {
  std::ranges::sort(samples);
  const auto n = static_cast<double>(samples.size());
  double distance = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double expected = cdf(samples[i]);
    distance = std::max({distance, expected - static_cast<double>(i) / n,
                         static_cast<double>(i + 1) / n - expected});
  }
  const double lambda = (std::sqrt(n) + 0.12 + 0.11 / std::sqrt(n)) * distance;
  double p = 0;
  for (int k = 1; k <= 100; ++k) {
    p += 2 * (k % 2 == 1 ? 1 : -1) * std::exp(-2 * k * k * lambda * lambda);
  }
  return lambda < 0.2 ? 1 : std::clamp(p, 0.0, 1.0);
}

double ChiSquareP(const std::vector<std::uint64_t>& counts,
                  const std::vector<double>& probabilities) {
  const auto total =
      static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
  double statistic = 0;
  int outcomes = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto count = static_cast<double>(counts[i]);
    if (probabilities[i] == 0) {
      if (count > 0) return 0;
      continue;
    }
    const double expected = total * probabilities[i];
    statistic += (count - expected) * (count - expected) / expected;
    ++outcomes;
  }
  return UpperGamma((outcomes - 1) / 2.0, statistic / 2);
}

double ShareWidth(double probability, std::uint64_t samples) {
  constexpr double kDeviations = 4.9;
  return kDeviations * std::sqrt(probability * (1 - probability) / static_cast<double>(samples));
}

}  // namespace imrec::test
