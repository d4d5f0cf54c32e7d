#include "runtime/tun.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace runtime {

Tun::Tun(const std::string& name) {
  descriptor_ = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "/dev/net/tun");
  ifreq request{};
  request.ifr_flags = IFF_TUN | IFF_NO_PI;
  name.copy(request.ifr_name, IFNAMSIZ - 1);
  if (ioctl(descriptor_, TUNSETIFF, &request) < 0) {
    const int error = errno;
    close(descriptor_);
    throw std::system_error(error, std::generic_category(), "TUNSETIFF " + name);
  }
  name_ = request.ifr_name;
}

Tun::~Tun() { close(descriptor_); }

void Tun::send(View datagram) {
  // A datagram that the kernel does not take (device down, queue full) is lost on the way.
  while (write(descriptor_, datagram.data(), datagram.size()) < 0 && errno == EINTR) {}
}

std::optional<View> Tun::receive() {
  ssize_t size = 0;
  do {
    size = read(descriptor_, buffer_.data(), buffer_.size());
  } while (size < 0 && errno == EINTR);
  if (size <= 0) return std::nullopt;
  return View(buffer_).first(static_cast<std::size_t>(size));
}

}  // namespace runtime
