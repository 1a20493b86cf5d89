`default_nettype none

// Spike integration: holds a group of neurons still and streams the events of the step past it, one a cycle. Finished
// sums wait in a row and leave word by word while the next group is at work.
module dmp_spoken_digits_core_fast_current (
    input  wire               clk,
    input  wire               rst,
    input  wire               step_valid,
    output wire               step_ready,
    input  wire [7:0]         step_events,
    input  wire               step_end,
    input  wire               step_half,
    input  wire [7:0]         event_address,
    input  wire               awaits,
    input  wire               advance,
    input  wire               load_valid,
    input  wire [7:0]         load_memory,
    input  wire [23:0]        load_address,
    input  wire [7:0]         load_lane,
    input  wire signed [31:0] load_value,
    output wire               read_valid,
    output wire [7:0]         read_at,
    output wire               read_half,
    output wire               job_valid,
    input  wire               job_ready,
    output wire               job_touched,
    output wire               job_end,
    output wire               meets,
    output wire signed [15:0] currents_0,
    output wire signed [15:0] currents_1
);
    localparam PHASE_IDLE = 1'b0;
    localparam PHASE_RUN = 1'b1;

    // The step at work, and the layer of the next one; it is on offer as a job.
    reg  phase;
    reg  phase_next;
    reg  layer;
    reg  layer_next;
    reg  [7:0] held_events;
    reg  [7:0] held_events_next;
    reg  held_end;
    reg  held_end_next;
    reg  held_half;
    reg  held_half_next;
    reg  offered;
    reg  offered_next;
    reg  coming;
    reg  coming_next;

    // The group of neurons that is held still, and the event that streams by.
    reg  [3:0] group;
    reg  [3:0] group_next;
    reg  [7:0] at;
    reg  [7:0] at_next;
    wire touched = (held_events != 8'd0);
    wire at_last = ((at + 8'd1) >= held_events);
    wire group_last = (group == 4'd15);
    wire meeting = phase & at_last & awaits;
    assign step_ready = !phase;
    wire step_fire = step_valid & step_ready;

    always @* begin : phase_logic
        phase_next = phase;
        coming_next = coming;
        layer_next = layer;
        held_events_next = held_events;
        held_end_next = held_end;
        held_half_next = held_half;
        at_next = at;
        group_next = group;
        if (step_fire) begin
            phase_next = PHASE_RUN;
            coming_next = coming + 1'b1;
            layer_next = coming;
            held_events_next = step_events;
            held_end_next = step_end;
            held_half_next = step_half;
            at_next = 8'd0;
            group_next = 4'd0;
        end else if (meeting) begin
            at_next = 8'd0;
            if (group_last) begin
                phase_next = PHASE_IDLE;
            end else begin
                group_next = group + 4'd1;
            end
        end else if (!at_last) begin
            at_next = at + 8'd1;
        end
    end

    wire job_fire = job_valid & job_ready;

    always @* begin : offered_logic
        offered_next = offered;
        if (step_fire) begin
            offered_next = 1'b1;
        end else if (job_fire) begin
            offered_next = 1'b0;
        end
    end

    assign job_valid = offered;
    assign job_touched = touched;
    assign job_end = held_end;
    assign meets = meeting;
    wire read_valid_condition = phase & touched & (!at_last | awaits);
    assign read_valid = read_valid_condition;
    assign read_at = at;
    assign read_half = held_half;

    // One cycle later the event is there; where the weights of the group begin.
    reg  listed_valid;
    reg  listed_last;
    reg  listed_last_next;
    reg  listed_more;
    reg  listed_more_next;

    always @* begin : listed_last_logic
        listed_last_next = listed_last;
        listed_more_next = listed_more;
        if (read_valid_condition) begin
            listed_last_next = at_last;
            listed_more_next = !group_last;
        end
    end

    reg  [12:0] group_base;
    reg  [12:0] group_base_next;

    always @* begin : group_base_logic
        group_base_next = group_base;
        if (step_fire) begin
            group_base_next = coming ? 13'd2240 : 13'd0;
        end else if (listed_valid & listed_last & listed_more) begin
            group_base_next = group_base + (layer ? 13'd128 : 13'd140);
        end
    end

    (* ram_style = "block", ramstyle = "no_rw_check", no_rw_check *)
    reg  [63:0] weights [0:4287];
    reg  [63:0] weights_word;
    wire signed [7:0] weights_word_0 = weights_word[7:0];
    wire signed [7:0] weights_word_1 = weights_word[15:8];
    wire signed [7:0] weights_word_2 = weights_word[23:16];
    wire signed [7:0] weights_word_3 = weights_word[31:24];
    wire signed [7:0] weights_word_4 = weights_word[39:32];
    wire signed [7:0] weights_word_5 = weights_word[47:40];
    wire signed [7:0] weights_word_6 = weights_word[55:48];
    wire signed [7:0] weights_word_7 = weights_word[63:56];

    wire weights_load = load_valid & (load_memory == 8'd0);
    reg  term_valid;
    reg  term_last;
    reg  term_last_next;

    always @* begin : term_last_logic
        term_last_next = term_last;
        if (listed_valid) begin
            term_last_next = listed_last;
        end
    end

    reg  first;
    reg  first_next;

    always @* begin : first_logic
        first_next = first;
        if (term_valid) begin
            first_next = term_last;
        end
    end

    reg  signed [15:0] sum_0;
    reg  signed [15:0] sum_0_next;

    always @* begin : sum_0_logic
        sum_0_next = sum_0;
        if (term_valid) begin
            sum_0_next = first ? {{8{weights_word_0[7]}}, weights_word_0}
                : sum_0 + {{8{weights_word_0[7]}}, weights_word_0};
        end
    end

    reg  signed [15:0] sum_1;
    reg  signed [15:0] sum_1_next;

    always @* begin : sum_1_logic
        sum_1_next = sum_1;
        if (term_valid) begin
            sum_1_next = first ? {{8{weights_word_1[7]}}, weights_word_1}
                : sum_1 + {{8{weights_word_1[7]}}, weights_word_1};
        end
    end

    reg  signed [15:0] sum_2;
    reg  signed [15:0] sum_2_next;

    always @* begin : sum_2_logic
        sum_2_next = sum_2;
        if (term_valid) begin
            sum_2_next = first ? {{8{weights_word_2[7]}}, weights_word_2}
                : sum_2 + {{8{weights_word_2[7]}}, weights_word_2};
        end
    end

    reg  signed [15:0] sum_3;
    reg  signed [15:0] sum_3_next;

    always @* begin : sum_3_logic
        sum_3_next = sum_3;
        if (term_valid) begin
            sum_3_next = first ? {{8{weights_word_3[7]}}, weights_word_3}
                : sum_3 + {{8{weights_word_3[7]}}, weights_word_3};
        end
    end

    reg  signed [15:0] sum_4;
    reg  signed [15:0] sum_4_next;

    always @* begin : sum_4_logic
        sum_4_next = sum_4;
        if (term_valid) begin
            sum_4_next = first ? {{8{weights_word_4[7]}}, weights_word_4}
                : sum_4 + {{8{weights_word_4[7]}}, weights_word_4};
        end
    end

    reg  signed [15:0] sum_5;
    reg  signed [15:0] sum_5_next;

    always @* begin : sum_5_logic
        sum_5_next = sum_5;
        if (term_valid) begin
            sum_5_next = first ? {{8{weights_word_5[7]}}, weights_word_5}
                : sum_5 + {{8{weights_word_5[7]}}, weights_word_5};
        end
    end

    reg  signed [15:0] sum_6;
    reg  signed [15:0] sum_6_next;

    always @* begin : sum_6_logic
        sum_6_next = sum_6;
        if (term_valid) begin
            sum_6_next = first ? {{8{weights_word_6[7]}}, weights_word_6}
                : sum_6 + {{8{weights_word_6[7]}}, weights_word_6};
        end
    end

    reg  signed [15:0] sum_7;
    reg  signed [15:0] sum_7_next;

    always @* begin : sum_7_logic
        sum_7_next = sum_7;
        if (term_valid) begin
            sum_7_next = first ? {{8{weights_word_7[7]}}, weights_word_7}
                : sum_7 + {{8{weights_word_7[7]}}, weights_word_7};
        end
    end

    reg  finished;
    reg  signed [15:0] done_0;
    reg  signed [15:0] done_0_next;
    reg  signed [15:0] done_1;
    reg  signed [15:0] done_1_next;
    reg  signed [15:0] done_2;
    reg  signed [15:0] done_2_next;
    reg  signed [15:0] done_3;
    reg  signed [15:0] done_3_next;
    reg  signed [15:0] done_4;
    reg  signed [15:0] done_4_next;
    reg  signed [15:0] done_5;
    reg  signed [15:0] done_5_next;
    reg  signed [15:0] done_6;
    reg  signed [15:0] done_6_next;
    reg  signed [15:0] done_7;
    reg  signed [15:0] done_7_next;

    always @* begin : done_0_logic
        done_0_next = done_0;
        if (finished) begin
            done_0_next = sum_0;
        end else if (advance) begin
            done_0_next = done_2;
        end
    end

    always @* begin : done_1_logic
        done_1_next = done_1;
        if (finished) begin
            done_1_next = sum_1;
        end else if (advance) begin
            done_1_next = done_3;
        end
    end

    always @* begin : done_2_logic
        done_2_next = done_2;
        if (finished) begin
            done_2_next = sum_2;
        end else if (advance) begin
            done_2_next = done_4;
        end
    end

    always @* begin : done_3_logic
        done_3_next = done_3;
        if (finished) begin
            done_3_next = sum_3;
        end else if (advance) begin
            done_3_next = done_5;
        end
    end

    always @* begin : done_4_logic
        done_4_next = done_4;
        if (finished) begin
            done_4_next = sum_4;
        end else if (advance) begin
            done_4_next = done_6;
        end
    end

    always @* begin : done_5_logic
        done_5_next = done_5;
        if (finished) begin
            done_5_next = sum_5;
        end else if (advance) begin
            done_5_next = done_7;
        end
    end

    always @* begin : done_6_logic
        done_6_next = done_6;
        if (finished) begin
            done_6_next = sum_6;
        end else if (advance) begin
            done_6_next = done_6;
        end
    end

    always @* begin : done_7_logic
        done_7_next = done_7;
        if (finished) begin
            done_7_next = sum_7;
        end else if (advance) begin
            done_7_next = done_7;
        end
    end

    reg  signed [15:0] current_0;
    reg  signed [15:0] current_0_next;
    reg  signed [15:0] current_1;
    reg  signed [15:0] current_1_next;

    always @* begin : current_0_logic
        current_0_next = current_0;
        current_1_next = current_1;
        if (advance) begin
            current_0_next = done_0;
            current_1_next = done_1;
        end
    end

    assign currents_0 = current_0;
    assign currents_1 = current_1;

    always @(posedge clk) begin : registers
        if (rst) begin
            phase <= PHASE_IDLE;
            layer <= 1'b0;
            held_events <= 8'd0;
            held_end <= 1'b0;
            held_half <= 1'b0;
            offered <= 1'b0;
            coming <= 1'b0;
            group <= 4'd0;
            at <= 8'd0;
            listed_valid <= 1'b0;
            group_base <= 13'd0;
            term_valid <= 1'b0;
            first <= 1'b1;
            finished <= 1'b0;
        end else begin
            phase <= phase_next;
            layer <= layer_next;
            held_events <= held_events_next;
            held_end <= held_end_next;
            held_half <= held_half_next;
            offered <= offered_next;
            coming <= coming_next;
            group <= group_next;
            at <= at_next;
            listed_valid <= read_valid_condition;
            group_base <= group_base_next;
            term_valid <= listed_valid;
            first <= first_next;
            finished <= term_valid & term_last;
        end
    end

    always @(posedge clk) begin : registers_without_reset
        listed_last <= listed_last_next;
        listed_more <= listed_more_next;
        term_last <= term_last_next;
        sum_0 <= sum_0_next;
        sum_1 <= sum_1_next;
        sum_2 <= sum_2_next;
        sum_3 <= sum_3_next;
        sum_4 <= sum_4_next;
        sum_5 <= sum_5_next;
        sum_6 <= sum_6_next;
        sum_7 <= sum_7_next;
        done_0 <= done_0_next;
        done_1 <= done_1_next;
        done_2 <= done_2_next;
        done_3 <= done_3_next;
        done_4 <= done_4_next;
        done_5 <= done_5_next;
        done_6 <= done_6_next;
        done_7 <= done_7_next;
        current_0 <= current_0_next;
        current_1 <= current_1_next;
    end

    always @(posedge clk) begin : weights_load_port
        if (weights_load) begin
            if (load_lane == 8'd0) weights[load_address[12:0]][7:0] <= load_value[7:0];
            if (load_lane == 8'd1) weights[load_address[12:0]][15:8] <= load_value[7:0];
            if (load_lane == 8'd2) weights[load_address[12:0]][23:16] <= load_value[7:0];
            if (load_lane == 8'd3) weights[load_address[12:0]][31:24] <= load_value[7:0];
            if (load_lane == 8'd4) weights[load_address[12:0]][39:32] <= load_value[7:0];
            if (load_lane == 8'd5) weights[load_address[12:0]][47:40] <= load_value[7:0];
            if (load_lane == 8'd6) weights[load_address[12:0]][55:48] <= load_value[7:0];
            if (load_lane == 8'd7) weights[load_address[12:0]][63:56] <= load_value[7:0];
        end
    end

    always @(posedge clk) begin : weights_word_port
        if (listed_valid) weights_word <= weights[group_base
            + (listed_valid ? {5'd0, event_address} : 13'd0)];
    end

`ifdef ASSERTIONS
    // (at + 1) lies within 0 to 139
    always @(posedge clk) begin : at_fits
        if (!rst) assert (!(!step_fire & !meeting & !at_last) | ((at + 8'd1) <= 8'd139));
    end
    // (group_base + select(layer, 140, 128)) lies within 0 to 4287
    always @(posedge clk) begin : group_base_fits
        if (!rst) assert (!(!step_fire & (listed_valid & listed_last & listed_more))
            | ((group_base + (layer ? 13'd128 : 13'd140)) <= 13'd4287));
    end
    // (group_base + mux(listed_valid, event_address, 0)) lies within 0 to 4287
    always @(posedge clk) begin : weights_word_fits
        if (!rst) assert (!listed_valid
            | ((group_base + (listed_valid ? {5'd0, event_address} : 13'd0)) <= 13'd4287));
    end
    // wrap(load_address) lies within 0 to 4287
    always @(posedge clk) begin : weights_load_fits
        if (!rst) assert (!weights_load | (load_address[12:0] <= 13'd4287));
    end
    // mux(first, weights_word_0, (sum_0 + weights_word_0)) lies within -17920 to 17780
    always @(posedge clk) begin : sum_0_fits
        if (!rst) assert (!term_valid | (($signed(first ? {{8{weights_word_0[7]}}, weights_word_0}
            : sum_0 + {{8{weights_word_0[7]}}, weights_word_0}) >= -16'sd17920) & ($signed(first
            ? {{8{weights_word_0[7]}}, weights_word_0}
            : sum_0 + {{8{weights_word_0[7]}}, weights_word_0}) <= 16'sd17780)));
    end
    // mux(first, weights_word_1, (sum_1 + weights_word_1)) lies within -17920 to 17780
    always @(posedge clk) begin : sum_1_fits
        if (!rst) assert (!term_valid | (($signed(first ? {{8{weights_word_1[7]}}, weights_word_1}
            : sum_1 + {{8{weights_word_1[7]}}, weights_word_1}) >= -16'sd17920) & ($signed(first
            ? {{8{weights_word_1[7]}}, weights_word_1}
            : sum_1 + {{8{weights_word_1[7]}}, weights_word_1}) <= 16'sd17780)));
    end
    // mux(first, weights_word_2, (sum_2 + weights_word_2)) lies within -17920 to 17780
    always @(posedge clk) begin : sum_2_fits
        if (!rst) assert (!term_valid | (($signed(first ? {{8{weights_word_2[7]}}, weights_word_2}
            : sum_2 + {{8{weights_word_2[7]}}, weights_word_2}) >= -16'sd17920) & ($signed(first
            ? {{8{weights_word_2[7]}}, weights_word_2}
            : sum_2 + {{8{weights_word_2[7]}}, weights_word_2}) <= 16'sd17780)));
    end
    // mux(first, weights_word_3, (sum_3 + weights_word_3)) lies within -17920 to 17780
    always @(posedge clk) begin : sum_3_fits
        if (!rst) assert (!term_valid | (($signed(first ? {{8{weights_word_3[7]}}, weights_word_3}
            : sum_3 + {{8{weights_word_3[7]}}, weights_word_3}) >= -16'sd17920) & ($signed(first
            ? {{8{weights_word_3[7]}}, weights_word_3}
            : sum_3 + {{8{weights_word_3[7]}}, weights_word_3}) <= 16'sd17780)));
    end
    // mux(first, weights_word_4, (sum_4 + weights_word_4)) lies within -17920 to 17780
    always @(posedge clk) begin : sum_4_fits
        if (!rst) assert (!term_valid | (($signed(first ? {{8{weights_word_4[7]}}, weights_word_4}
            : sum_4 + {{8{weights_word_4[7]}}, weights_word_4}) >= -16'sd17920) & ($signed(first
            ? {{8{weights_word_4[7]}}, weights_word_4}
            : sum_4 + {{8{weights_word_4[7]}}, weights_word_4}) <= 16'sd17780)));
    end
    // mux(first, weights_word_5, (sum_5 + weights_word_5)) lies within -17920 to 17780
    always @(posedge clk) begin : sum_5_fits
        if (!rst) assert (!term_valid | (($signed(first ? {{8{weights_word_5[7]}}, weights_word_5}
            : sum_5 + {{8{weights_word_5[7]}}, weights_word_5}) >= -16'sd17920) & ($signed(first
            ? {{8{weights_word_5[7]}}, weights_word_5}
            : sum_5 + {{8{weights_word_5[7]}}, weights_word_5}) <= 16'sd17780)));
    end
    // mux(first, weights_word_6, (sum_6 + weights_word_6)) lies within -17920 to 17780
    always @(posedge clk) begin : sum_6_fits
        if (!rst) assert (!term_valid | (($signed(first ? {{8{weights_word_6[7]}}, weights_word_6}
            : sum_6 + {{8{weights_word_6[7]}}, weights_word_6}) >= -16'sd17920) & ($signed(first
            ? {{8{weights_word_6[7]}}, weights_word_6}
            : sum_6 + {{8{weights_word_6[7]}}, weights_word_6}) <= 16'sd17780)));
    end
    // mux(first, weights_word_7, (sum_7 + weights_word_7)) lies within -17920 to 17780
    always @(posedge clk) begin : sum_7_fits
        if (!rst) assert (!term_valid | (($signed(first ? {{8{weights_word_7[7]}}, weights_word_7}
            : sum_7 + {{8{weights_word_7[7]}}, weights_word_7}) >= -16'sd17920) & ($signed(first
            ? {{8{weights_word_7[7]}}, weights_word_7}
            : sum_7 + {{8{weights_word_7[7]}}, weights_word_7}) <= 16'sd17780)));
    end
`endif

    // Bits that nothing reads.
    wire unused_bits = &{1'b0, load_address[23:13], load_value[31:8]};
endmodule

`default_nettype wire
