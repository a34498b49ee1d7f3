# Stands in for redis:8: Debian's, without the protected mode that the official image lacks too.
FROM pretok-stand-in-debian
RUN groupadd -r -g 999 redis && useradd -r -g redis -u 999 redis \
 && apt-get update && apt-get install -y --no-install-recommends redis-server \
 && install -d -o redis -g redis /data
WORKDIR /data
ENTRYPOINT ["/bin/sh", "-c", "umask 077; exec \"$@\" --protected-mode no", "redis"]
CMD ["redis-server"]
