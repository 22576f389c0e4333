// Tests of distributions. With fixed seeds they are as certain as any other test.
#ifndef IMREC_TESTS_SUPPORT_DISTRIBUTION_TESTS_H_
#define IMREC_TESTS_SUPPORT_DISTRIBUTION_TESTS_H_

#include <cstdint>
#include <functional>
#include <vector>

namespace imrec::test {

/// How likely samples of the continuous distribution `cdf` differ from it at least this much: the
/// Kolmogorov-Smirnov test with Stephens' correction for small samples.
double KolmogorovSmirnovP(std::vector<double> samples, const std::function<double(double)>& cdf);

/// How likely counts differ at least this much from `probabilities`, which sum to 1: Pearson's
/// chi-square test. Outcomes of probability 0 must not occur.
double ChiSquareP(const std::vector<std::uint64_t>& counts,
                  const std::vector<double>& probabilities);

/// The distance from its expectation that the share of successes among `samples` exceeds with a
/// probability of one in a million.
double ShareWidth(double probability, std::uint64_t samples);

}  // namespace imrec::test

#endif  // IMREC_TESTS_SUPPORT_DISTRIBUTION_TESTS_H_
