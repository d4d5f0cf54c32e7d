#include "scenario/icmp.h"

#include <algorithm>

namespace scenario {
namespace {

using runtime::IpHeaderSize;
using runtime::Octets;
using runtime::View;

constexpr std::size_t IcmpHeaderSize = 8, Quoted = IpHeaderSize + 8;
constexpr std::uint8_t Icmp = 1, DestinationUnreachable = 3;
constexpr std::size_t Source = 12, Destination = 16;  // of an IP header

void put(Octets& octets, std::size_t at, std::uint32_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) octets[at + i] = static_cast<std::uint8_t>(value >> 8 * (size - 1 - i));
}
void put_checksum(Octets& octets, std::size_t at, std::size_t first, std::size_t count) {
  put(octets, at, runtime::fold(runtime::add_words(View(octets).subspan(first, count), 0)), 2);
}

}  // namespace

Octets destination_unreachable(std::uint8_t code, std::uint32_t router, View quoted) {
  Octets octets(IpHeaderSize + IcmpHeaderSize + Quoted, 0);
  octets[0] = 0x45;
  put(octets, 2, static_cast<std::uint32_t>(octets.size()), 2);
  octets[8] = 64;
  octets[9] = Icmp;
  put(octets, Source, router, 4);
  std::copy_n(quoted.begin() + Source, 4, octets.begin() + Destination);  // who sent it hears of it
  put_checksum(octets, 10, 0, IpHeaderSize);
  octets[IpHeaderSize] = DestinationUnreachable;
  octets[IpHeaderSize + 1] = code;
  std::copy_n(quoted.begin(), Quoted, octets.begin() + IpHeaderSize + IcmpHeaderSize);
  put_checksum(octets, IpHeaderSize + 2, IpHeaderSize, IcmpHeaderSize + Quoted);
  return octets;
}

}  // namespace scenario
