`default_nettype none

// Event output: spikes wait in a queue, word by word, and leave as events in the order of their neurons.
module dmp_spoken_digits_core_emitter (
    input  wire       clk,
    input  wire       rst,
    input  wire       spikes_valid,
    input  wire       spikes_fired_0,
    input  wire       spikes_fired_1,
    input  wire       spikes_last,
    input  wire       spikes_end,
    output wire       events_valid,
    input  wire       events_ready,
    output wire [6:0] events_address,
    output wire       events_empty,
    output wire       events_last,
    output wire       events_end,
    output wire       sent
);
    wire pushed_valid;
    wire pushed_ready;
    wire pushed_fired_0;
    wire pushed_fired_1;
    wire pushed_last;
    wire pushed_end;
    assign pushed_valid = spikes_valid;
    assign pushed_last = spikes_last;
    assign pushed_end = spikes_end;
    assign pushed_fired_0 = spikes_fired_0;
    assign pushed_fired_1 = spikes_fired_1;
    wire queue_output_ready;

    wire queue_input_ready;
    wire queue_output_valid;
    wire queue_output_fired_0;
    wire queue_output_fired_1;
    wire queue_output_last;
    wire queue_output_end;
    dmp_spoken_digits_core_spike_queue queue (
        .clk            (clk),
        .rst            (rst),
        .input_valid    (pushed_valid),
        .input_ready    (queue_input_ready),
        .input_fired_0  (pushed_fired_0),
        .input_fired_1  (pushed_fired_1),
        .input_last     (pushed_last),
        .input_end      (pushed_end),
        .output_valid   (queue_output_valid),
        .output_ready   (queue_output_ready),
        .output_fired_0 (queue_output_fired_0),
        .output_fired_1 (queue_output_fired_1),
        .output_last    (queue_output_last),
        .output_end     (queue_output_end)
    );

    assign pushed_ready = queue_input_ready;

    // The first neuron of the word.
    reg  [6:0] first;
    reg  [6:0] first_next;
    wire queue_output_fire = queue_output_valid & queue_output_ready;

    always @* begin : first_logic
        first_next = first;
        if (queue_output_fire) begin
            first_next = queue_output_last ? 7'd0 : first + 7'd2;
        end
    end

    wire events_fire = events_valid & events_ready;

    // Spikes of the word that have left. One lane has only one spike to send.
    reg  left_0;
    reg  left_0_next;
    reg  left_1;
    reg  left_1_next;
    wire waiting_0 = queue_output_valid & queue_output_fired_0 & !left_0;
    wire waiting_1 = queue_output_valid & queue_output_fired_1 & !left_1;
    wire chosen_0 = waiting_0;
    wire chosen_1 = waiting_1 & !waiting_0;
    wire some = waiting_0 | waiting_1;
    wire more = waiting_1 & waiting_0;

    always @* begin : left_0_logic
        left_0_next = left_0;
        left_1_next = left_1;
        if (queue_output_fire) begin
            left_0_next = 1'b0;
            left_1_next = 1'b0;
        end else if (events_fire) begin
            left_0_next = left_0 | (chosen_0 & more);
            left_1_next = left_1 | (chosen_1 & more);
        end
    end

    wire sends_condition = queue_output_last & !more;
    wire sends = some | sends_condition;
    assign events_valid = queue_output_valid & sends;
    assign events_address = some ? first + (chosen_1 ? 7'd1 : 7'd0) : 7'd0;
    assign events_empty = !some;
    assign events_last = sends_condition;
    assign events_end = sends_condition & queue_output_end;
    assign queue_output_ready = (!sends | events_ready) & !more;
    assign sent = queue_output_fire & queue_output_last;

    always @(posedge clk) begin : registers
        if (rst) begin
            first <= 7'd0;
            left_0 <= 1'b0;
            left_1 <= 1'b0;
        end else begin
            first <= first_next;
            left_0 <= left_0_next;
            left_1 <= left_1_next;
        end
    end

`ifdef ASSERTIONS
    // a word of spikes finds room in the queue
    always @(posedge clk) begin : queue_has_room
        if (!rst) assert (!spikes_valid | pushed_ready);
    end
    // (first + 2) lies within 0 to 127
    always @(posedge clk) begin : first_fits
        if (!rst) assert (!(queue_output_fire & !queue_output_last)
            | (({1'b0, first} + 8'd2) <= 8'd127));
    end
    // (first + mux(chosen_1, 1, 0)) lies within 0 to 127
    always @(posedge clk) begin : events_address_fits
        if (!rst) assert (!some | (({1'b0, first} + (chosen_1 ? 8'd1 : 8'd0)) <= 8'd127));
    end
`endif

    // Bits that nothing reads.
    wire unused_bits = &{1'b0, pushed_ready};
endmodule

`default_nettype wire
