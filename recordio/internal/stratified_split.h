// Splits a data set into two parts in which each class has about the same share.
#ifndef IMREC_RECORDIO_INTERNAL_STRATIFIED_SPLIT_H_
#define IMREC_RECORDIO_INTERNAL_STRATIFIED_SPLIT_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace imrec {

/// Returns, for each image, whether it belongs to the first part. The first part gets about `share`
/// (0..1) of all images, and about `share` of the images of each class. `classes[i]` lists the
/// classes in image i, each once; their ids should be small, because memory grows with the largest.
///
/// The algorithm is iterative stratification: K. Sechidis, G. Tsoumakas, I. Vlahavas, "On the
/// Stratification of Multi-Label Data", ECML PKDD 2011. It repeatedly takes the class with the
/// fewest remaining images and assigns each of them to the part that needs most images of that
/// class. `seed` decides the order of the images. The result depends only on the arguments, on all
/// platforms.
std::vector<bool> StratifiedSplit(std::span<const std::vector<std::uint32_t>> classes, double share,
                                  std::uint64_t seed);

/// Returns 0 .. count-1 in random order (Fisher-Yates shuffle with std::mt19937_64). The result
/// depends only on the arguments, on all platforms.
std::vector<std::size_t> ShuffledOrder(std::size_t count, std::uint64_t seed);

}  // namespace imrec

#endif  // IMREC_RECORDIO_INTERNAL_STRATIFIED_SPLIT_H_
