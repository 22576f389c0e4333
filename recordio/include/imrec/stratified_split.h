// Splitting a data set in two so that each class has its share on both sides.
#ifndef IMREC_STRATIFIED_SPLIT_H_
#define IMREC_STRATIFIED_SPLIT_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace imrec {

/// Iterative stratification of Sechidis, Tsoumakas and Vlahavas, "On the Stratification of
/// Multi-Label Data" (ECML PKDD 2011), for two parts: the images of the rarest class are dealt out
/// first, each to the part that lacks most of it. `classes[i]`: the classes in image i, each once.
/// Returns per image whether it is in the first part, which gets about `share` (0..1) of all images
/// and of those of each class. The same for the same arguments, on every platform.
std::vector<bool> StratifiedSplit(std::span<const std::vector<std::uint32_t>> classes, double share,
                                  std::uint64_t seed);

/// 0 .. count-1 in random order, the same for the same arguments on every platform.
std::vector<std::size_t> ShuffledOrder(std::size_t count, std::uint64_t seed);

}  // namespace imrec

#endif  // IMREC_STRATIFIED_SPLIT_H_
