#!/bin/sh
# What sites write first: a script that the MTA starts for each message. It looks the code up, masks
# three header fields, writes the message durably into a queue, and records it. No parsing, no threads,
# no loops, no recovery: it does less than the relay does, and its time is mostly that of starting.
# Usage: once-a-message FILE FOLDER SQL-CLIENT...
set -eu
file=$1 folder=$2
shift 2
name=${file##*/}
to=$(sed -n 's/^Delivered-To: //p;/^$/q' "$file")
from=$(sed -n 's/^Return-Path: <\(.*\)>$/\1/p;/^$/q' "$file")
found=$("$@" -e "SELECT a.address, COALESCE(c.code, '') FROM service s
  JOIN service_address a ON a.service_id = s.id AND a.is_primary
  LEFT JOIN correspondent c ON c.service_id = s.id AND c.address_key = '$from'
  WHERE s.code = '$(echo "$to" | sed 's/^service-//;s/@.*//')'")
owner=$(echo "$found" | cut -f1)
code=$(echo "$found" | cut -f2)
{
  echo "X-Efm-Sender: <>"
  echo "X-Efm-Recipient: <$owner>"
  echo
  sed "1,/^\$/{/^Return-Path:/d;/^Delivered-To:/d;s/^From: .*/From: user-$code@relay.example/
    s/^To: .*/To: $owner/;s/^Message-ID: .*/Message-ID: <$name@relay.example>/}" "$file"
} >"$folder/tmp/$name"
sync "$folder/tmp/$name"
mv "$folder/tmp/$name" "$folder/queue/$name"
sync "$folder/queue"
"$@" -e "INSERT INTO setting (name, value) VALUES ('$name', '$owner')"
mv "$file" "$folder/done/$name"
